package io.callgate.core.account;

import java.time.Duration;
import java.time.Instant;

/**
 * What is remembered of the failures of one {@link Subject}.
 *
 * @param failures the level of the bucket of {@link Limit} at {@code drainsFrom}
 * @param drainsFrom since when it drains
 * @param lockedUntil until when no attempt is heard; in the past for an open lock
 * @param toldAt when the administrators were last told of a lock
 */
public record Attempts(int failures, Instant drainsFrom, Instant lockedUntil, Instant toldAt) {

    /** Nothing is remembered. */
    public static final Attempts NONE = new Attempts(0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);

    private static final Duration TELL_AGAIN = Duration.ofDays(1);

    /** Whether no attempt is heard at {@code now}; the end itself is outside. */
    public boolean lockedAt(Instant now) {
        return now.isBefore(lockedUntil);
    }

    /** Whether administrators are to be told of a lock at {@code now}: once a day, or a guesser could flood them. */
    public boolean tellAt(Instant now) {
        return !now.isBefore(toldAt.plus(TELL_AGAIN));
    }

    /** The same, once the administrators have been told. */
    public Attempts told(Instant now) {
        return new Attempts(failures, drainsFrom, lockedUntil, now);
    }
}
