package io.callgate.core.name;

import com.google.common.collect.Ordering;
import java.time.Duration;

/**
 * How long the addresses of a host name stay without it.
 *
 * @param keepStale the longest that an address stays after its name last gave it, whatever the reason; positive
 * @param grace how long addresses stay once DNS says that there is no such name; positive, and never beyond keepStale
 */
public record NameLimits(Duration keepStale, Duration grace) {

    public static final NameLimits STANDARD = new NameLimits(Duration.ofHours(24), Duration.ofHours(1));

    private static final Duration LONGEST_UNNOTED = Duration.ofMinutes(5);

    public NameLimits {
        if (keepStale.isNegative() || keepStale.isZero() || grace.isNegative() || grace.isZero())
            throw new IllegalArgumentException(
                    "a name keeps its addresses for a positive time, not " + keepStale + " and " + grace);
    }

    /** How old the note of a good answer may get: an answer that changes nothing must not write the book each time. */
    Duration noteEvery() {
        return Ordering.natural().min(LONGEST_UNNOTED, keepStale.dividedBy(4), grace.dividedBy(4));
    }
}
