package io.callgate.gate;

import java.util.function.Consumer;
import java.util.function.Function;

/** Where the book is kept. Faults of the database come out as {@link StoreException}. */
public interface Store extends AutoCloseable {

    /**
     * Runs {@code work} in one transaction that is durable when this returns. If {@code work} or the commit fails,
     * nothing of it is kept. Called by one thread at a time.
     */
    void write(Consumer<Transaction> work);

    /** Runs {@code work} on a snapshot, on any thread, beside a writer. */
    <T> T read(Function<BookView, T> work);

    @Override
    void close();

    /** A transaction whose parts can fail one by one. */
    interface Transaction extends Book {

        /** Runs {@code part}; if it throws, all that it changed is undone, and the exception passes on. */
        <T> T part(Function<Book, T> part);
    }
}
