package io.callgate.sight;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.ring.Ring;
import io.callgate.gate.Gate;
import io.callgate.gate.port.Doorbell;
import io.callgate.kit.Part;
import io.callgate.kit.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Sees the packets that nothing allows, and has knocks and rings heard among them; or sees nothing, as it was told. */
public final class Sight implements Part, Doorbell {

    private static final String TOLD = "knock.enabled is false";

    private final Optional<Open> open;

    private record Open(Doorman doorman, Nflog packets) {}

    private Sight(Optional<Open> open) {
        this.open = open;
    }

    /**
     * @param knock whether anything is to be seen
     * @param group by which the kernel hands the packets over
     * @param taken the ports that programs of this box use
     * @param random a generator whose numbers no stranger can tell
     */
    public static Sight open(
            KnockLimits knock, int group, Gate gate, Supplier<Set<Integer>> taken, RandomGenerator random) {
        if (!knock.enabled()) return new Sight(Optional.empty());
        Doorman doorman = new Doorman(gate, taken, random).start();
        return new Sight(Optional.of(new Open(doorman, new Nflog(group, gate.clock(), doorman::see).start())));
    }

    @Override
    public List<Ring> rings(AccountNumber account) {
        return open.map(o -> o.doorman.rings(account)).orElse(List.of());
    }

    @Override
    public Status status() {
        if (open.isEmpty())
            return status(0, 0, 0, 0, Optional.of(TOLD))
                    .wanted(TOLD, "nobody can knock or ring: " + TOLD, "")
                    .build();
        Nflog packets = open.get().packets;
        Doorman doorman = open.get().doorman;
        Optional<String> fault = packets.fault();
        Status.Builder status = status(packets.seen(), packets.lost(), doorman.heard(), doorman.opened(), fault);
        fault.ifPresent(
                f -> status.broken(f, "nobody can knock or ring: " + f, "do as that says; all else works meanwhile"));
        return status.build();
    }

    private static Status.Builder status(long packets, long lost, long knocks, long opened, Optional<String> fault) {
        return Status.of("sight")
                .count("packets", packets)
                .count("lost", lost)
                .count("knocks", knocks)
                .count("opened", opened)
                .line(
                        "strangers",
                        packets + " packets looked at, " + lost + " lost; " + knocks + " knocks, of which " + opened
                                + " opened"
                                + fault.map(f -> "; NOBODY CAN KNOCK OR RING: " + f)
                                        .orElse(""));
    }

    @Override
    public void close() {
        open.ifPresent(o -> {
            o.packets.close();
            o.doorman.close();
        });
    }
}
