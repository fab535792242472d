package io.callgate.names;

import com.google.common.collect.Ordering;
import io.callgate.core.name.Lookup;
import java.time.Duration;

/** When a name is asked again: at least {@code min} and at most {@code max} later. */
public record Refresh(Duration min, Duration max) {

    public Refresh {
        if (min.isNegative() || min.isZero() || min.compareTo(max) > 0)
            throw new IllegalArgumentException("a name cannot be asked again after " + min + " to " + max);
    }

    /** After an answer: when its TTL is over. */
    Duration after(Lookup answer) {
        return Ordering.natural().max(min, Ordering.natural().min(max, answer.ttl()));
    }

    /** After {@code failures} in a row, 1 or more: twice as long each time. */
    Duration afterFailures(int failures) {
        int doublings = Math.min(failures - 1, 20);
        return Ordering.natural().min(max, min.multipliedBy(1L << doublings));
    }
}
