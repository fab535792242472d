package io.callgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.callgate.gate.BookView;
import io.callgate.gate.OutcomeUnknown;
import io.callgate.gate.Store;
import io.callgate.gate.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the book in SQLite or MariaDB. One connection writes and a few others read beside it. A connection that breaks
 * fails what runs on it; the next call gets a new one.
 */
public final class JdbcStore implements Store {

    private static final int READERS = 4;
    private static final int PATIENCE_MS = 5000;

    private final DatabaseUrl url;
    private final HikariDataSource writer;
    private final HikariDataSource readers;

    /** The writer's, kept with its prepared statements from one transaction to the next; null after a fault. */
    private Session writing;

    private JdbcStore(DatabaseUrl url) {
        this.url = url;
        Dialect dialect = url.dialect();
        writer = pool("book-writer", 1, dialect.writerSetup(), dialect.writerIsolation());
        try {
            readers = pool("book-readers", READERS, dialect.readerSetup(), dialect.readerIsolation());
        } catch (StoreException e) {
            writer.close();
            throw e;
        }
    }

    /**
     * Opens the book, which must be there and of the schema of this program: see {@link Migrations}.
     *
     * @throws StoreException when it is not, or cannot be reached
     */
    public static JdbcStore open(DatabaseUrl url) {
        Migrations.requireCurrent(url);
        return new JdbcStore(url);
    }

    private HikariDataSource pool(String name, int size, String setup, String isolation) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(url.properties());
        config.setConnectionInitSql(setup);
        config.setTransactionIsolation(isolation);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MS);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StoreException("cannot connect to " + url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void write(Consumer<Transaction> work) {
        Session session = begin();
        try {
            JdbcBook book = new JdbcBook(session);
            work.accept(book);
            book.seal();
        } catch (Throwable e) {
            session.rollback("ROLLBACK", e);
            // It may be the connection that is at fault, and a new one is cheap.
            dropWriter(e);
            throw e;
        }
        commit(session);
    }

    /** Who can still undo it knows that it is not kept. */
    private void commit(Session session) {
        try {
            session.run("commit", "COMMIT");
        } catch (StoreException e) {
            boolean undone = session.rollback("ROLLBACK", e);
            dropWriter(e);
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
    private Session begin() {
        if (writing != null) {
            try {
                return begin(writing, url.dialect().beginWrite());
            } catch (StoreException e) {
                boolean refused = writing.isValid();
                dropWriter(e);
                if (refused) throw e;
            }
        }
        writing = new Session(connect(writer), url);
        try {
            return begin(writing, url.dialect().beginWrite());
        } catch (StoreException e) {
            dropWriter(e);
            throw e;
        }
    }

    private static Session begin(Session session, List<String> statements) {
        statements.forEach(sql -> session.run("begin", sql));
        return session;
    }

    private void dropWriter(Throwable reason) {
        Session broken = writing;
        writing = null;
        writer.getHikariPoolMXBean().softEvictConnections();
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
        try (Connection connection = connect(readers)) {
            Session session = new Session(connection, url);
            try {
                begin(session, url.dialect().beginRead());
                T result = work.apply(session);
                session.run("commit", "COMMIT");
                return result;
            } catch (Throwable e) {
                // The others of the pool may have broken with this one, and all are cheap to open again.
                if (!session.rollback("ROLLBACK", e))
                    readers.getHikariPoolMXBean().softEvictConnections();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("cannot give back a connection to " + url + ": " + e.getMessage(), e);
        }
    }

    private Connection connect(HikariDataSource pool) {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            // The pool speaks of itself; below it stands what the server or the driver said.
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new StoreException("cannot connect to " + url + ": " + reason, e);
        }
    }

    /** Waits for nobody: what still runs is broken off. */
    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
