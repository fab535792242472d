package io.callgate.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.gate.BookView;
import io.callgate.gate.Store;
import io.callgate.gate.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real store that can be out of reach for a while, as a whole or for readers only. */
public final class BreakableStore implements Store {

    private final Store real;
    private volatile boolean readable = true;
    private volatile boolean writable = true;
    private volatile String hangingThread = "";
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private final AtomicInteger waiting = new AtomicInteger();
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
        hanging.countDown();
    }

    /** From now on the readers on a thread of this name wait for an answer, until {@link #mend}. */
    public void hangReadersOn(String thread) {
        hangingThread = thread;
        hanging = new CountDownLatch(1);
    }

    /** Whether somebody waits for an answer. */
    public boolean isWaitedFor() {
        return waiting.get() > 0;
    }

    @Override
    public void write(Consumer<Transaction> work) {
        check(writable);
        real.write(work);
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        check(readable);
        if (Thread.currentThread().getName().equals(hangingThread)) {
            waiting.incrementAndGet();
            Uninterruptibles.awaitUninterruptibly(hanging);
            waiting.decrementAndGet();
        }
        return real.read(work);
    }

    @Override
    public boolean has(String id) {
        check(readable);
        return real.has(id);
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
