package io.callgate.core.grant;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * All that the firewall has to know of one range.
 *
 * @param openings by service, none of them twice; empty for a range that has no grant
 * @param judged whether what the PBX itself sends speaks for it; only for a single address
 */
public record Standing(AddressRange range, ImmutableList<Opening> openings, Optional<Judged> judged) {

    public Standing {
        judged.ifPresent(j -> {
            if (!j.address().asRange().equals(range))
                throw new IllegalArgumentException("what is judged of " + j.address() + " says nothing of " + range);
        });
    }

    /**
     * The standing of {@code range} at {@code now}.
     *
     * @param grants all grants of exactly this range; those that no longer hold do not count
     * @return empty when the firewall has nothing to hold
     */
    public static Optional<Standing> of(
            AddressRange range, Collection<Grant> grants, Optional<Judged> judged, Instant now) {
        Standing standing = new Standing(
                range, ImmutableList.copyOf(Opening.of(grants, now).values()), judged.filter(j -> j.holdsAt(now)));
        return Optional.of(standing).filter(s -> !s.isNothing());
    }

    /** A range with nothing to hold, for taking it out of the kernel. */
    public static Standing none(AddressRange range) {
        return new Standing(range, ImmutableList.of(), Optional.empty());
    }

    /** Whether there is nothing to hold. */
    public boolean isNothing() {
        return openings.isEmpty() && judged.isEmpty();
    }
}
