package io.callgate.core.notice;

import java.time.Instant;
import java.util.Optional;

/**
 * A message in the outbox that was not sent.
 *
 * @param channel by which it goes
 * @param attempts how many deliveries were begun
 * @param nextAttemptAt empty for one that was given up
 * @param lastError why the last one failed, or empty
 */
public record OutboxMessage(
        long id,
        String channel,
        Message message,
        Instant createdAt,
        int attempts,
        Optional<Instant> nextAttemptAt,
        String lastError) {}
