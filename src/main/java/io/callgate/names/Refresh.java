package io.callgate.names;

import com.google.common.collect.Ordering;
import io.callgate.core.name.Lookup;
import java.time.Duration;
import java.util.Optional;

/** When a name is asked again: at least {@code min} and at most {@code max} later. */
public record Refresh(Duration min, Duration max) {

    public Refresh {
        if (min.isNegative() || min.isZero() || min.compareTo(max) > 0)
            throw new IllegalArgumentException("a name cannot be asked again after " + min + " to " + max);
    }

    /**
     * How long to wait: until the TTL of an answer is over, or twice as long after each failure; but not beyond the moment when
     * something has to be shut out because the answer is missing.
     *
     * @param failures how many answers in a row had no address
     * @param left how long until that moment, if there is one; it may have passed
     */
    Duration after(Lookup answer, int failures, Optional<Duration> left) {
        Duration wanted = failures == 0 ? answer.ttl() : min.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration most = left.filter(l -> l.compareTo(max) < 0).orElse(max);
        return Ordering.natural().max(min, Ordering.natural().min(most, wanted));
    }
}
