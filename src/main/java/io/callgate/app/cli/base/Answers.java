package io.callgate.app.cli.base;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether an address without a grant may answer what the PBX itself sends there, and why.
 *
 * @param judged what the book says of it, or the kernel, which noted it a moment ago; empty when it is like anybody
 * @param lostGrant when it last lost a grant, within what is remembered
 */
public record Answers(AddressRange range, Optional<Judged> judged, Optional<Instant> lostGrant) {

    public static Answers of(Engine engine, AddressRange range, Instant now) {
        if (!range.isSingle()) return new Answers(range, Optional.empty(), Optional.empty());
        Optional<Judged> written =
                engine.read(book -> book.judged(range.network()).filter(j -> j.holdsAt(now)));
        Optional<Instant> lost = engine.read(book -> Optional.ofNullable(
                book.endedSince(now.minus(Judged.AFTERMATH), now).get(range)));
        Optional<Judged> noted = engine.firewall(firewall -> noted(firewall, range, now));
        // Of what the kernel noted, what is to be written counts already.
        return new Answers(range, noted.flatMap(n -> n.over(written)).or(() -> written), lost);
    }

    private static Optional<Judged> noted(Firewall firewall, AddressRange range, Instant now) {
        Firewall.Noted noted;
        try {
            noted = firewall.noted(now);
        } catch (FirewallException e) {
            // That the kernel cannot be asked is said of it as a whole.
            return Optional.empty();
        }
        return Optional.ofNullable(noted.used().get(range.network()))
                .map(until -> judged(range, Cause.USED, until, now))
                .or(() -> Optional.ofNullable(noted.flows().get(range.network()))
                        .map(until -> judged(range, Cause.FLOW, until, now)))
                .or(() -> Optional.ofNullable(noted.peers().get(range.network()))
                        .map(until -> judged(range, Cause.PEER, until, now)));
    }

    private static Judged judged(AddressRange range, Cause cause, Instant until, Instant now) {
        return new Judged(range.network(), cause, now, Optional.of(until), "");
    }

    public boolean pass() {
        return judged.map(Judged::isSpared).orElse(true);
    }

    public Optional<String> because() {
        return judged.map(j -> because(j))
                .or(() -> lostGrant.map(
                        lost -> "its last grant ended at " + Times.iso(lost) + ", and it never began a flow under it"));
    }

    private static String because(Judged judged) {
        return switch (judged.cause()) {
            case USED -> "it used a grant, which it has no longer";
            case FLOW -> "it had a flow to a guarded port, and no grant, from before the firewall was armed";
            case CONTACT -> "Asterisk has it as a contact of " + judged.by() + ", and it has no grant";
            case ADMINISTRATOR -> judged.by() + " said so at " + Times.iso(judged.since());
            case LIFTED -> judged.by() + " said so at " + Times.iso(judged.since());
            case PEER -> "the PBX began flows to it by itself";
        };
    }

    /** Nothing of an address that nobody ever heard of. */
    public List<String> sentences() {
        List<String> all = new ArrayList<>();
        because().ifPresent(why -> {
            all.add((pass()
                            ? "but it may answer what the PBX itself sends there: "
                            : "its answers to the PBX are dropped, too: ")
                    + why
                    + until());
            all.add("'callgate firewall " + (pass() ? "shut " : "lift ") + range + "' "
                    + (pass() ? "ends that" : "lets it answer"));
        });
        return all;
    }

    private String until() {
        return judged.flatMap(Judged::until)
                .filter(end -> !pass())
                .map(end -> "; until " + Times.iso(end) + ", or a week after the PBX last sent it anything")
                .orElse("");
    }
}
