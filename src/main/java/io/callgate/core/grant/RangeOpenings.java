package io.callgate.core.grant;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * All that the firewall has to know of one range.
 *
 * @param openings by service, none of them twice; empty for a range that has no grant
 * @param judged whether what the PBX itself sends speaks for it; only for a single address
 * @param shut the ban of it by an administrator, of several the one that ends last
 */
public record RangeOpenings(
        AddressRange range, ImmutableList<Opening> openings, Optional<Judged> judged, Optional<Ban> shut) {

    private static final Comparator<Ban> LATER =
            Comparator.comparing(ban -> ban.endsAt().orElse(Instant.MAX));

    public RangeOpenings {
        judged.ifPresent(j -> {
            if (!j.address().asRange().equals(range))
                throw new IllegalArgumentException("what is judged of " + j.address() + " says nothing of " + range);
        });
    }

    /**
     * The standing of {@code range} at {@code now}.
     *
     * @param grants all grants of exactly this range; those that no longer hold do not count
     * @param bans all bans of exactly this range; those by the scanner do not count
     * @return empty when the firewall has nothing to hold
     */
    public static Optional<RangeOpenings> of(
            AddressRange range, Collection<Grant> grants, Collection<Ban> bans, Optional<Judged> judged, Instant now) {
        RangeOpenings standing = new RangeOpenings(
                range,
                ImmutableList.copyOf(Opening.of(grants, now).values()),
                judged.filter(j -> j.holdsAt(now)),
                bans.stream()
                        .filter(ban -> !ban.isScanners() && ban.holdsAt(now))
                        .max(LATER));
        return Optional.of(standing).filter(s -> !s.isNothing());
    }

    /** A range with nothing to hold, for taking it out of the kernel. */
    public static RangeOpenings none(AddressRange range) {
        return new RangeOpenings(range, ImmutableList.of(), Optional.empty(), Optional.empty());
    }

    /** Whether there is nothing to hold. */
    public boolean isNothing() {
        return openings.isEmpty() && judged.isEmpty() && shut.isEmpty();
    }
}
