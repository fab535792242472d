package io.callgate.core.name;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Ordering;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.name.NamedHost.Kind;
import io.callgate.core.name.NamedHost.Notes;
import io.callgate.core.name.NamedHost.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an answer of DNS for the grants of one host name.
 *
 * <p>A family that the servers did not answer for keeps what it has, for {@link NameLimits#keepStale} since its last good
 * answer. A name that is gone, or points at nothing that may be granted, keeps it for {@link NameLimits#grace}. Any other
 * answer replaces what was.
 */
public final class NameRules {

    /** Who makes a name flip as often as it is asked shall not fill the administrators' mailbox. */
    private static final Duration TELL_AGAIN = Duration.ofHours(1);

    private enum Fate {
        KEPT,
        REPLACED,
        EXPIRED
    }

    private final NamedHost host;
    private final Lookup lookup;
    private final NameLimits limits;
    private final Instant now;
    private final GrantableAddresses sifted;
    private final Optional<Trouble> trouble;

    private NameRules(NamedHost host, Lookup lookup, GrantPolicy policy, NameLimits limits, Instant now) {
        this.host = host;
        this.lookup = lookup;
        this.limits = limits;
        this.now = now;
        sifted = GrantableAddresses.of(lookup, policy);
        trouble = trouble();
    }

    /**
     * What to do, in one transaction.
     *
     * @param added addresses to let in
     * @param replaced grants to end because the name has other addresses now
     * @param expired grants to end because the name has been without an answer, or gone, for too long
     * @param trouble what keeps it from being current from now on, if something does
     * @param notes what to note of its answers
     * @param until when the first of the addresses that stay without a good answer has to go, if there are such
     * @param tell whether the administrators are to be told of what is refused
     */
    public record Change(
            ImmutableList<Address> added,
            ImmutableList<Grant> replaced,
            ImmutableList<Grant> expired,
            Optional<Trouble> trouble,
            Notes notes,
            Optional<Instant> until,
            boolean tell) {}

    /** @param held the grants of {@code host} that hold at {@code now} */
    public static Change decide(
            NamedHost host, List<Grant> held, Lookup lookup, GrantPolicy policy, NameLimits limits, Instant now) {
        return new NameRules(host, lookup, policy, limits, now).change(held);
    }

    private Change change(List<Grant> held) {
        List<Address> present = held.stream()
                .filter(this::isCurrent)
                .map(g -> g.range().network())
                .toList();
        boolean tell = isNewRefusal() && !now.isBefore(host.notes().told().plus(TELL_AGAIN));
        return new Change(
                sifted.granted().stream().filter(a -> !present.contains(a)).collect(ImmutableList.toImmutableList()),
                with(Fate.REPLACED, held),
                with(Fate.EXPIRED, held),
                trouble,
                new Notes(good(false), good(true), tell ? now : host.notes().told()),
                held.stream()
                        .flatMap(g -> until(g).stream())
                        .filter(now::isBefore)
                        .min(Instant::compareTo),
                tell);
    }

    private ImmutableList<Grant> with(Fate fate, List<Grant> held) {
        return held.stream().filter(g -> fate(g) == fate).collect(ImmutableList.toImmutableList());
    }

    /** Also when its services are no longer the name's, it is replaced. */
    private boolean isCurrent(Grant grant) {
        return grant.range().isSingle()
                && sifted.granted().contains(grant.range().network())
                && grant.services().equals(host.services());
    }

    private Fate fate(Grant grant) {
        if (isCurrent(grant)) return Fate.KEPT;
        return until(grant)
                .map(until -> now.isBefore(until) ? Fate.KEPT : Fate.EXPIRED)
                .orElse(Fate.REPLACED);
    }

    /** How long a grant that the answer does not confirm stays; empty for one that it settles. */
    private Optional<Instant> until(Grant grant) {
        if (isCurrent(grant)) return Optional.empty();
        boolean isV6 = grant.range().network().isV6();
        boolean unknown = lookup.of(isV6) instanceof Lookup.Failed
                || sifted.none() && lookup.failure().isPresent();
        if (!unknown && !sifted.none()) return Optional.empty();
        Instant stale = host.notes().good(isV6).plus(limits.keepStale());
        return Optional.of(
                unknown ? stale : Ordering.natural().min(stale, goneSince().plus(limits.grace())));
    }

    /** The trouble may be older: it may have begun while some of the addresses were still good. */
    private Instant goneSince() {
        Instant since = trouble.map(Trouble::since).orElse(now);
        return Ordering.natural().max(since, host.notes().good4(), host.notes().good6());
    }

    private Optional<Trouble> trouble() {
        if (sifted.refused().isPresent())
            return Optional.of(trouble(Kind.REFUSED, sifted.refused().get()));
        if (lookup.failure().isPresent())
            return Optional.of(trouble(Kind.SILENT, lookup.failure().get()));
        return lookup.v4() instanceof Lookup.Nothing nothing && sifted.none()
                ? Optional.of(trouble(Kind.GONE, nothing.why()))
                : Optional.empty();
    }

    private Trouble trouble(Kind kind, String detail) {
        Instant since =
                host.trouble().filter(t -> t.kind() == kind).map(Trouble::since).orElse(now);
        return new Trouble(kind, since, detail);
    }

    private boolean isNewRefusal() {
        return trouble.filter(t -> t.kind() == Kind.REFUSED && !host.trouble().equals(trouble))
                .isPresent();
    }

    /** Now, to some minutes, if the name has said so. A clock that was set back counts as minutes gone, too. */
    private Instant good(boolean isV6) {
        Instant noted = host.notes().good(isV6);
        if (sifted.none() || lookup.of(isV6) instanceof Lookup.Failed) return noted;
        boolean due = Duration.between(noted, now).abs().compareTo(limits.noteEvery()) >= 0;
        return due ? now : noted;
    }
}
