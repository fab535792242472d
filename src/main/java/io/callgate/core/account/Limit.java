package io.callgate.core.account;

import java.time.Duration;
import java.time.Instant;

/**
 * How many failures are borne, and for how long the next attempt then has to wait: a leaking bucket whose overflow closes a
 * lock. In the long run, no more than one attempt in {@code drain} is heard.
 *
 * @param threshold the level at which a failure closes the first lock, 1 or more
 * @param drain the time in which one failure is forgotten
 * @param base the length of the first lock; each failure more doubles it
 * @param cap the longest lock, at least {@code drain}: or else the bucket could fill without end
 */
public record Limit(int threshold, Duration drain, Duration base, Duration cap) {

    public Limit {
        if (threshold < 1)
            throw new IllegalArgumentException("a threshold of " + threshold + " would lock without a failure");
        if (base.compareTo(Duration.ofSeconds(1)) < 0 || drain.compareTo(Duration.ofSeconds(1)) < 0)
            throw new IllegalArgumentException(
                    "locks and drains last a second at least, not " + base + " and " + drain);
        if (cap.compareTo(base) < 0 || cap.compareTo(drain) < 0)
            throw new IllegalArgumentException("the longest lock " + cap + " must not be shorter than the first, "
                    + base + ", nor than the drain, " + drain);
    }

    /** What is remembered after one more failure at {@code now}. */
    public Attempts failed(Attempts before, Instant now) {
        Attempts left = drained(before, now);
        int failures = left.failures() + 1;
        Instant until = failures < threshold ? left.lockedUntil() : now.plus(delay(failures));
        return new Attempts(failures, left.failures() == 0 ? now : left.drainsFrom(), until, before.toldAt());
    }

    /** What is left of {@code before} at {@code now}. */
    public Attempts drained(Attempts before, Instant now) {
        long elapsed = Math.max(0, Duration.between(before.drainsFrom(), now).toSeconds());
        long gone = Math.min(before.failures(), elapsed / drain.toSeconds());
        Instant from = before.drainsFrom().plus(drain.multipliedBy(gone));
        return new Attempts(before.failures() - (int) gone, from, before.lockedUntil(), before.toldAt());
    }

    /** The lock that a failure at the given level closes. */
    public Duration delay(int failures) {
        int doublings = Math.min(failures - threshold, 30);
        Duration grown = base.multipliedBy(1L << doublings);
        return grown.compareTo(cap) > 0 ? cap : grown;
    }

    /** After this time without a failure, nothing is left to remember. */
    public Duration memory() {
        return drain.multipliedBy(threshold + 32L).plus(cap);
    }
}
