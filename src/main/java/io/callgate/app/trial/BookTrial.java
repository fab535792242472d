package io.callgate.app.trial;

import io.callgate.gate.Gate;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Has a change that changes nothing go the way of all changes, from time to time: that the book takes none is noticed though
 * nobody calls for hours, and that it takes them again, too.
 */
public final class BookTrial {

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration WHILE_FAULTY = Duration.ofSeconds(2);

    private final Gate gate;
    private final Supplier<Optional<?>> fault;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private Instant last = Instant.EPOCH;

    /** @param fault what is wrong with the book */
    public BookTrial(Gate gate, Supplier<Optional<?>> fault) {
        this.gate = gate;
        this.fault = fault;
    }

    /** Waits for nobody: what becomes of it, the store says. */
    public void makeIfDue() {
        Instant now = gate.clock().instant();
        Duration pause = fault.get().isPresent() ? WHILE_FAULTY : EVERY;
        if (!running.isDone() || !Pace.isDue(last, now, pause)) return;
        last = now;
        running = gate.submit(work -> {
            work.book().tryOut(work.now());
            return null;
        });
    }
}
