package io.callgate.fake;

import io.callgate.gate.Book;
import io.callgate.gate.BookView;
import io.callgate.gate.Store;
import io.callgate.gate.StoreException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Keeps the book in memory, across being closed and used again. It can be broken. */
public final class MemoryStore implements Store {

    private volatile MemoryBook book = new MemoryBook();
    private volatile boolean broken;

    public void breakIt(boolean now) {
        broken = now;
    }

    /** Enters something, as another program would. */
    public void enter(Consumer<Book> work) {
        write(work::accept);
    }

    @Override
    public void write(Consumer<Transaction> work) {
        checkWhole();
        MemoryBook copy = new MemoryBook(book);
        work.accept(copy);
        book = copy;
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        checkWhole();
        return work.apply(book);
    }

    private void checkWhole() {
        if (broken) throw new StoreException("the book cannot be reached: the test broke it", null);
    }

    @Override
    public void close() {
        // It is all in memory, and the next program goes on with it.
    }
}
