package io.callgate.gate.outbox;

import io.callgate.core.notice.OutboxMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a message that was not taken is tried again. */
final class Retries {

    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofHours(1);

    /** As long as mail servers have always tried (RFC 5321 §4.5.4.1). */
    static final Duration GIVE_UP = Duration.ofDays(5);

    /**
     * How old a message is when a refusal for good is believed. A relay that is set up wrong refuses everything for good
     * until somebody mends it, and the first mails are the ones that tell an administrator that mail works.
     */
    static final Duration BELIEVE = Duration.ofHours(3);

    private Retries() {}

    /** Empty when it is given up. */
    static Optional<Instant> next(OutboxMessage message, DeliveryFailure.Kind kind, Instant now) {
        Duration age = Duration.between(message.createdAt(), now);
        return switch (kind) {
            case SERVER, TEMPORARY -> until(age, GIVE_UP, now, backoff(message.attempts()));
            case PERMANENT -> until(age, BELIEVE, now, LONGEST);
            case IMPOSSIBLE -> Optional.empty();
        };
    }

    private static Optional<Instant> until(Duration age, Duration end, Instant now, Duration pause) {
        return age.compareTo(end) >= 0 ? Optional.empty() : Optional.of(now.plus(pause));
    }

    /** 30 s after the first attempt, then twice as long each time, an hour at most. */
    static Duration backoff(int attempts) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 20);
        Duration grown = FIRST.multipliedBy(1L << doublings);
        return grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
    }
}
