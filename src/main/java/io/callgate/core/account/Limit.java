package io.callgate.core.account;

import java.time.Duration;
import java.time.Instant;

/**
 * How many failures are borne, and for how long the next attempt then has to wait.
 *
 * @param threshold the failure that closes the first lock, 1 or more
 * @param base the length of the first lock; each further failure doubles it
 * @param cap the longest lock
 * @param forget the quiet time after which failures are forgotten
 */
public record Limit(int threshold, Duration base, Duration cap, Duration forget) {

    public Limit {
        if (threshold < 1)
            throw new IllegalArgumentException("a threshold of " + threshold + " would lock without a failure");
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0)
            throw new IllegalArgumentException("locks of " + base + " to " + cap + " do not grow");
        if (forget.compareTo(cap) < 0)
            throw new IllegalArgumentException(
                    "failures would be forgotten after " + forget + ", while a lock of " + cap + " is still closed");
    }

    /** What is remembered after one more failure at {@code now}. */
    public Attempts failed(Attempts before, Instant now) {
        int failures = forgotten(before, now) ? 1 : Math.min(before.failures() + 1, Integer.MAX_VALUE - 1);
        Instant until = failures < threshold ? before.lockedUntil() : now.plus(delay(failures));
        return new Attempts(failures, now, until);
    }

    /** Whether {@code attempts} no longer count at {@code now}, so that the record may be dropped. */
    public boolean forgotten(Attempts attempts, Instant now) {
        return !now.isBefore(attempts.lastAt().plus(forget)) && !attempts.lockedAt(now);
    }

    /** The lock that the given number of failures closes. */
    public Duration delay(int failures) {
        int doublings = Math.min(failures - threshold, 30);
        Duration grown = base.multipliedBy(1L << doublings);
        return grown.compareTo(cap) > 0 ? cap : grown;
    }

    /** The most attempts that are heard in {@code span} by someone who tries as soon as each lock opens. */
    public double most(Duration span) {
        // Either wait out each lock (one attempt a cap), or stop short of the threshold and wait to be forgotten.
        double byWaiting = threshold + (double) span.toSeconds() / cap.toSeconds();
        double byStopping = (threshold - 1) * (1 + (double) span.toSeconds() / forget.toSeconds());
        // The growing locks before the cap allow a few more at the start, or after each time of being forgotten.
        int growing = (int) Math.ceil(Math.log((double) cap.toSeconds() / base.toSeconds()) / Math.log(2)) + 1;
        return Math.max(byWaiting, byStopping) + growing;
    }
}
