package io.callgate.store.connection;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** When one use of the book has to be over: then what waits for the database is broken off, and nothing more is asked of it. */
public final class Deadline implements AutoCloseable {

    private final Duration patience;
    private final Consumer<Deadline> closed;
    private Future<?> alarm = new FutureTask<>(() -> null);
    private Runnable cut = () -> {};
    private boolean passed;
    private boolean over;

    Deadline(Duration patience, Consumer<Deadline> closed) {
        this.patience = patience;
        this.closed = closed;
    }

    synchronized void start(Future<?> alarm) {
        this.alarm = alarm;
    }

    /** From now on {@code cut} is what breaks off the wait. */
    public synchronized void breaks(Runnable cut) {
        this.cut = cut;
        if (passed) cut.run();
    }

    /** Breaks nothing any more: what it was told of is about to be closed. */
    public synchronized void lets() {
        cut = () -> {};
    }

    /** False when the use is over already. */
    synchronized boolean passes() {
        if (over) return false;
        passed = true;
        cut.run();
        return true;
    }

    public synchronized boolean hasPassed() {
        return passed;
    }

    /** For a message: "cannot read the grants in …: " and this. */
    String complaint() {
        return "no answer within " + patience.toMillis() / 1000.0 + " s";
    }

    /** The use is over; the connection may be closed now. */
    @Override
    public synchronized void close() {
        over = true;
        alarm.cancel(false);
        closed.accept(this);
    }
}
