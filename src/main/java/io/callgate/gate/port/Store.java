package io.callgate.gate.port;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where the book is kept. Faults of the database come out as {@link StoreException}. */
public interface Store extends AutoCloseable {

    /**
     * Runs {@code work} in one transaction that is durable when this returns. If {@code work} or the commit fails,
     * nothing of it is kept. Called by one thread at a time.
     *
     * @throws StoreException when nothing was changed, or {@link OutcomeUnknown} when nobody knows
     */
    void write(Consumer<Transaction> work);

    /** Runs {@code work} on a snapshot, on any thread, beside a writer. */
    <T> T read(Function<BookView, T> work);

    /**
     * Whether the transaction that was signed with {@code id} is in the book. On any thread, beside a writer.
     *
     * @throws StoreException when the book does not answer
     */
    boolean has(String id);

    /** What keeps the book from being kept, as far as it is known already. Waits for nobody. */
    default Optional<BookFault> fault() {
        return Optional.empty();
    }

    /** Breaks off what still runs, and takes two seconds at most. */
    @Override
    void close();

    /** A transaction whose parts can fail one by one. */
    interface Transaction extends Book {

        /** Runs {@code part}; if it throws, all that it changed is undone, and the exception passes on. */
        <T> T part(Function<Book, T> part);

        /** Writes {@code id} down with what the transaction changes, if anything, so that {@link Store#has} finds it. */
        void sign(String id, Instant now);

        /** Drops what was signed before {@code before}. */
        void forgetSigned(Instant before);
    }
}
