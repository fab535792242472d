package io.callgate.store;

import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Repeats;
import io.callgate.store.connection.Connections;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.store.connection.Deadline;
import io.callgate.store.connection.Deadlines;
import io.callgate.store.connection.Session;
import io.callgate.store.dialect.Dialect;
import io.callgate.store.dialect.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the book in SQLite or MariaDB. One connection writes and a few others read beside it. A connection that breaks
 * fails what runs on it; the next call gets a new one. No call takes longer than {@link DatabaseUrl#patience}, and nothing is
 * told as saved into a file that is not the book any more.
 */
public final class JdbcStore implements Store {

    private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

    private final Repeats faults = Repeats.withTrace(log::error);
    private final DatabaseUrl url;
    private final Dialect dialect;
    private final Health health;
    private final Deadlines deadlines;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("book-watch"));

    private volatile Connections connections;

    /** The writer's, kept with its prepared statements from one transaction to the next; null after a fault. */
    private Session writing;

    /** Those that {@link #writing} is of. */
    private Connections writers;

    private JdbcStore(DatabaseUrl url, InstantSource clock) {
        this.url = url;
        dialect = url.dialect();
        health = new Health(clock);
        deadlines = new Deadlines(
                url.patience(), () -> health.ill(new Trouble(BookFault.Kind.SILENT, "no answer from " + url)));
        connections = new Connections(url, deadlines);
        watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Opens the book, which must be there and of the schema of this program: see {@link Migrations}.
     *
     * @throws StoreException when it is not, or cannot be reached
     */
    public static JdbcStore open(DatabaseUrl url, InstantSource clock) {
        Migrations.requireCurrent(url);
        return new JdbcStore(url, clock);
    }

    @Override
    public void write(Consumer<Transaction> work) {
        Connections now = usable();
        try (Deadline deadline = deadlines.begin()) {
            try {
                write(begin(now, deadline), deadline, work);
                health.well();
            } catch (StoreException e) {
                note(e, deadline);
                throw e;
            }
        }
    }

    private void write(Session session, Deadline deadline, Consumer<Transaction> work) {
        try {
            JdbcBook book = new JdbcBook(session);
            work.accept(book);
            book.seal();
            refuseLost(writers);
        } catch (Throwable e) {
            session.rollback("ROLLBACK", e);
            // It may be the connection that is at fault, and a new one is cheap.
            dropWriter(deadline, e);
            throw e;
        }
        commit(session, deadline);
    }

    /** Who can still undo it, or hears that it was undone, knows that it is not kept. */
    private void commit(Session session, Deadline deadline) {
        try {
            session.run("commit", "COMMIT");
            writers.lost().ifPresent(lost -> {
                throw new OutcomeUnknown(lost.what() + "; that became so while a change was being saved", null);
            });
        } catch (OutcomeUnknown e) {
            dropWriter(deadline, e);
            throw e;
        } catch (StoreException e) {
            boolean undone = fault(e).filter(dialect::undid).isPresent() || session.rollback("ROLLBACK", e);
            dropWriter(deadline, e);
            if (undone) throw e;
            throw new OutcomeUnknown(e.getMessage() + "; nobody knows whether the change is in the book", e);
        }
    }

    @Override
    public boolean has(String id) {
        return withReader(session -> Receipts.has(session, id));
    }

    /**
     * A session within a transaction. One that broke while nothing ran is no fault of this transaction; but one that is well and
     * was refused, by another's lock for one, has waited long enough already.
     */
    private Session begin(Connections now, Deadline deadline) {
        if (writing != null && writers != now) writing = null;
        if (writing != null) {
            try {
                writing.until(deadline);
                now.watch(writing.connection(), deadline);
                return begin(writing, dialect.beginWrite());
            } catch (StoreException e) {
                boolean refused = deadline.hasPassed() || writing.isValid();
                dropWriter(deadline, e);
                if (refused) throw e;
            }
        }
        writers = now;
        writing = new Session(now.writer(deadline), url, deadline);
        try {
            begin(writing, dialect.beginWrite());
            now.note();
            return writing;
        } catch (StoreException e) {
            dropWriter(deadline, e);
            throw e;
        }
    }

    private static Session begin(Session session, List<String> statements) {
        statements.forEach(sql -> session.run("begin", sql));
        return session;
    }

    private void dropWriter(Deadline deadline, Throwable reason) {
        Session broken = writing;
        writing = null;
        deadline.lets();
        writers.evictWriter();
        try {
            broken.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        return withReader(session -> work.apply(new JdbcBookView(session)));
    }

    private <T> T withReader(Function<Session, T> work) {
        Connections now = usable();
        Deadline deadline = deadlines.begin();
        try (Connection connection = now.reader(deadline)) {
            try (deadline) {
                return reading(new Session(connection, url, deadline), now, work);
            }
        } catch (StoreException e) {
            note(e, deadline);
            throw e;
        } catch (SQLException e) {
            throw new StoreException("cannot give back a connection to " + url + ": " + e.getMessage(), e);
        } finally {
            deadline.close();
        }
    }

    private <T> T reading(Session session, Connections now, Function<Session, T> work) {
        try {
            begin(session, dialect.beginRead());
            T result = work.apply(session);
            session.run("commit", "COMMIT");
            return result;
        } catch (Throwable e) {
            // The others of the pool may have broken with this one, and all are cheap to open again.
            if (!session.rollback("ROLLBACK", e)) now.evictReaders();
            throw e;
        }
    }

    private Connections usable() {
        Connections now = connections;
        refuseLost(now);
        return now;
    }

    private void refuseLost(Connections now) {
        now.lost().ifPresent(lost -> {
            health.ill(lost);
            throw new StoreException(lost.what());
        });
    }

    private void note(StoreException e, Deadline deadline) {
        fault(e).ifPresent(sql -> health.ill(
                new Trouble(deadline.hasPassed() ? BookFault.Kind.SILENT : dialect.meaning(sql), e.getMessage())));
    }

    /** What the database or its driver said, below what others said about it. */
    private static Optional<SQLException> fault(Throwable e) {
        SQLException deepest = null;
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof SQLException sql) deepest = sql;
        return Optional.ofNullable(deepest);
    }

    private void look() {
        try {
            Connections now = connections;
            now.lost().ifPresent(lost -> reopen(now, lost));
        } catch (RuntimeException e) {
            faults.say("cannot look after the book, trying again every second", e);
        }
    }

    /** A book that is another one now, or is there again, is opened anew. */
    private void reopen(Connections now, Trouble lost) {
        health.ill(lost);
        // Before another is opened: SQLite puts down into the file what its log still holds, if it is the same file.
        now.close(lost);
        try {
            Migrations.requireCurrent(url);
            connections = new Connections(url, deadlines);
            log.warn("the book was opened anew: {}", lost.what());
        } catch (StoreException e) {
            health.ill(new Trouble(lost.kind(), lost.what() + "; " + e.getMessage()));
        }
    }

    @Override
    public Optional<BookFault> fault() {
        return health.fault();
    }

    /** Waits for nobody: what still runs is broken off. */
    @Override
    public void close() {
        watch.shutdownNow();
        connections.close();
    }
}
