package io.callgate.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real store that can be out of reach for a while, as a whole or for readers only. */
public final class BreakableStore implements Store {

    private final Store real;
    private volatile boolean readable = true;
    private volatile boolean writable = true;
    private volatile boolean writerHangs;
    private boolean keptOpen;
    private volatile String hangingThread = "";
    private volatile String heldThread = "";
    private volatile Optional<Boolean> lost = Optional.empty();
    private volatile int most = Integer.MAX_VALUE;
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
        writerHangs = false;
        hangingThread = "";
        heldThread = "";
        lost = Optional.empty();
        most = Integer.MAX_VALUE;
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

    /** From now on closing this leaves the real store open, for who opens it again. */
    public BreakableStore keptOpen() {
        keptOpen = true;
        return this;
    }

    /** From now on the writer waits for an answer, until {@link #mend}. */
    public void hangWriter() {
        writerHangs = true;
        hanging = new CountDownLatch(1);
    }

    /** From now on what readers on a thread of this name read reaches them only after {@link #mend}. */
    public void holdAnswersOn(String thread) {
        heldThread = thread;
        hanging = new CountDownLatch(1);
    }

    /** From now on no commit is answered, until {@link #mend}. */
    public void loseAnswers(boolean kept) {
        lost = Optional.of(kept);
    }

    /** From now on the book is too slow for more new bans than that in one transaction, until {@link #mend}. */
    public void takeAtMost(int bans) {
        most = bans;
    }

    @Override
    public void write(Consumer<Transaction> work) {
        check(writable);
        if (writerHangs) await();
        Optional<Boolean> answerLost = lost;
        if (most < Integer.MAX_VALUE) writeSlowly(work);
        else if (answerLost.isEmpty()) real.write(work);
        else loseAnswer(work, answerLost.get());
    }

    private void writeSlowly(Consumer<Transaction> work) {
        real.write(tx -> {
            int before = tx.part(BreakableStore::bans);
            work.accept(tx);
            if (tx.part(BreakableStore::bans) - before > most) {
                refused.incrementAndGet();
                throw new StoreException("no answer in time: the test has the book take " + most + " bans at once");
            }
        });
    }

    private static int bans(Book book) {
        return book.bans(Instant.EPOCH, Integer.MAX_VALUE).size();
    }

    private void loseAnswer(Consumer<Transaction> work, boolean kept) {
        StoreException undone = new StoreException("the test undoes it");
        try {
            real.write(tx -> {
                work.accept(tx);
                if (!kept) throw undone;
            });
        } catch (StoreException e) {
            if (e != undone) throw e;
        }
        throw new OutcomeUnknown("the line broke before the commit was answered", null);
    }

    private void await() {
        waiting.incrementAndGet();
        Uninterruptibles.awaitUninterruptibly(hanging);
        waiting.decrementAndGet();
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        check(readable);
        String thread = Thread.currentThread().getName();
        if (thread.equals(hangingThread)) await();
        T answer = real.read(work);
        if (thread.equals(heldThread)) await();
        return answer;
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
        if (!keptOpen) real.close();
    }
}
