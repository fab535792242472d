package io.callgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.callgate.gate.BookView;
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
        transaction(writer, url.dialect().beginWrite(), session -> {
            work.accept(new JdbcBook(session));
            return null;
        });
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        return transaction(readers, url.dialect().beginRead(), session -> work.apply(new JdbcBookView(session)));
    }

    private <T> T transaction(HikariDataSource pool, List<String> begin, Function<Session, T> work) {
        try (Connection connection = connect(pool)) {
            Session session = new Session(connection, url);
            try {
                for (String sql : begin) session.run("begin", sql);
                T result = work.apply(session);
                session.run("commit", "COMMIT");
                return result;
            } catch (Throwable e) {
                // The others of the pool may have broken with this one, and all are cheap to open again.
                if (!session.rollback("ROLLBACK", e)) pool.getHikariPoolMXBean().softEvictConnections();
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
