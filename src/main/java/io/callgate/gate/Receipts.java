package io.callgate.gate;

import io.callgate.gate.port.Store;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Gives each transaction an id of its own, by which it can be asked for when the book did not answer. On one thread. */
final class Receipts {

    /** Nobody asks for what is older. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final Duration TIDY_EVERY = Duration.ofHours(1);

    /** Other programs write into the same book. */
    private final String ours = UUID.randomUUID().toString();

    private long number;
    private Instant tidiedAt = Instant.EPOCH;

    /** Signs a transaction with a new id, and returns it. */
    String sign(Store.Transaction tx, Instant now) {
        String id = ours + "." + ++number;
        tx.sign(id, now);
        if (Pace.isDue(tidiedAt, now, TIDY_EVERY)) {
            tx.forgetSigned(now.minus(KEPT));
            tidiedAt = now;
        }
        return id;
    }
}
