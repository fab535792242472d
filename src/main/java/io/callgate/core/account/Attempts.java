package io.callgate.core.account;

import java.time.Instant;

/**
 * What is remembered of the failures of one {@link Subject}.
 *
 * @param failures how many, since the last long quiet
 * @param lastAt when the last one was
 * @param lockedUntil until when no attempt is heard; in the past for an open lock
 */
public record Attempts(int failures, Instant lastAt, Instant lockedUntil) {

    public static final Attempts NONE = new Attempts(0, Instant.EPOCH, Instant.EPOCH);

    public boolean lockedAt(Instant now) {
        return now.isBefore(lockedUntil);
    }
}
