package io.callgate.core.mail;

import java.time.Instant;
import java.util.Optional;

/**
 * A mail in the outbox.
 *
 * @param attempts how many deliveries were begun
 * @param lastError why the last one failed, or empty
 */
public record OutboxMail(
        long id,
        Mail mail,
        Instant createdAt,
        int attempts,
        Instant nextAttemptAt,
        Optional<Instant> sentAt,
        String lastError) {}
