package io.callgate.testing;

import io.callgate.gate.BookView;
import io.callgate.gate.Store;
import io.callgate.gate.StoreException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real store that can be out of reach for a while, as a whole or for readers only. */
public final class BreakableStore implements Store {

    private final Store real;
    private volatile boolean readable = true;
    private volatile boolean writable = true;
    private final AtomicInteger refused = new AtomicInteger();

    public BreakableStore(Store real) {
        this.real = real;
    }

    /** From now on every call fails, until {@link #mend}. */
    public void breakDown() {
        readable = false;
        writable = false;
    }

    /** From now on every reader fails, until {@link #mend}. */
    public void breakReaders() {
        readable = false;
    }

    /** From now on the book can be read, and nothing else, until {@link #mend}. */
    public void breakWriters() {
        readable = true;
        writable = false;
    }

    public void mend() {
        readable = true;
        writable = true;
    }

    @Override
    public void write(Consumer<Transaction> work) {
        check(writable);
        real.write(work);
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        check(readable);
        return real.read(work);
    }

    /** How many calls failed. */
    public int refused() {
        return refused.get();
    }

    private void check(boolean whole) {
        if (whole) return;
        refused.incrementAndGet();
        throw new StoreException("the book cannot be reached: the test broke it");
    }

    @Override
    public void close() {
        real.close();
    }
}
