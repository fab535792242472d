package io.callgate.firewall.ruleset;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the table holds apart from its elements.
 *
 * @param trialUntil when enforcing ends by itself, in the kernel, because nobody confirmed it
 * @param lan ranges whose packets are always accepted
 * @param open services that are open to everybody
 * @param ping whether strangers may ping, within a limit
 * @param sight whether a program may see what nothing allows; a kernel has to have nfnetlink_log for that
 * @param door who on this box may reach the calls; empty for everybody
 */
public record Ruleset(
        Mode mode,
        Optional<Instant> trialUntil,
        ImmutableList<AddressRange> lan,
        ServiceCatalog services,
        ImmutableList<OpenService> open,
        boolean ping,
        boolean sight,
        Optional<Door> door) {

    public static final String TABLE = "inet callgate";

    /** The group of NFLOG in which a program may see the packets that nothing allows. */
    public static final int SIGHT_GROUP = 4573;

    /** What the rules count, in the order in which a packet meets them. */
    public static final ImmutableList<String> COUNTERS =
            ImmutableList.of("banned", "lan", "granted", "open", "replies", "host", "closed", "door", "squatted");

    public Ruleset {
        for (String name : services.byName().keySet())
            if (services.byName().containsKey(name + "_range") || name.equals(Services.ALL + "_range"))
                throw new IllegalArgumentException("the services \"" + name.replaceFirst("_range$", "") + "\" and \""
                        + name.replaceFirst("_range$", "") + "_range\" cannot both be: their sets would share a name");
        for (OpenService each : open) services.require(Services.of(each.service()));
    }

    /** With all that nothing allows in sight. */
    public Ruleset(
            Mode mode,
            Optional<Instant> trialUntil,
            ImmutableList<AddressRange> lan,
            ServiceCatalog services,
            ImmutableList<OpenService> open,
            boolean ping) {
        this(mode, trialUntil, lan, services, open, ping, true, Optional.empty());
    }

    /** One that nothing is open in, except for pings. */
    public Ruleset(Mode mode, Collection<AddressRange> lan, ServiceCatalog services) {
        this(mode, Optional.empty(), ImmutableList.copyOf(lan), services, ImmutableList.of(), true);
    }

    public Ruleset with(Mode other, Optional<Instant> until) {
        return new Ruleset(other, until, lan, services, open, ping, sight, door);
    }

    /** The names that have allow sets: {@code all}, then the catalog's. */
    public Stream<String> opened() {
        return Stream.concat(Stream.of(Services.ALL), services.byName().keySet().stream());
    }

    public ImmutableSet<GateSet> sets() {
        return new GateSets(this).all();
    }

    /** The chains that the kernel calls, with their policies. */
    public Map<Base, String> bases() {
        return Map.of(Base.EARLY, "accept", Base.INPUT, policy(), Base.OUTPUT, "accept", Base.DOOR, "accept");
    }

    /** The rules of each chain, in an order in which each refers to earlier ones only. */
    public ImmutableListMultimap<String, String> rules() {
        return Rules.of(this);
    }

    /** The whole of it as a file for {@code nft -f}, without elements. */
    public String text() {
        StringBuilder out = new StringBuilder("table " + TABLE + " {\n");
        for (String counter : COUNTERS) out.append("\tcounter ").append(counter).append(" {\n\t}\n");
        for (GateSet set : sets()) out.append("\tset " + set.name() + " " + set.declaration() + "\n");
        rules().asMap().forEach((chain, rules) -> {
            out.append("\tchain ").append(chain).append(" {\n");
            base(chain).ifPresent(base -> out.append("\t\t" + base.declaration(bases().get(base)) + "\n"));
            for (String rule : rules) out.append("\t\t").append(rule).append('\n');
            out.append("\t}\n");
        });
        return out.append("}\n").toString();
    }

    /** The hook of a chain that the kernel calls; empty for one that rules go to. */
    public static Optional<Base> base(String chain) {
        return Base.ALL.stream().filter(base -> base.name().equals(chain)).findFirst();
    }

    /**
     * Of the input chain, whose last rule decides by {@code verdict}, so that the policy speaks only when somebody took the
     * rules out: then it stays shut until the next convergence.
     */
    private String policy() {
        return mode == Mode.ENFORCE && trialUntil.isEmpty() ? "drop" : "accept";
    }
}
