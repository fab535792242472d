package io.callgate.store.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.store.dialect.Dialect;
import io.callgate.store.dialect.Place;
import io.callgate.store.dialect.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to a book as it was opened: one writes, and a few others read beside it. */
public final class Connections implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int READERS = 4;
    private static final Duration CLOSING = Duration.ofMillis(1500);

    private final DatabaseUrl url;
    private final Deadlines deadlines;
    private final Place place;
    private final Lines lines;
    private final HikariDataSource writer;
    private final HikariDataSource readers;
    private volatile Optional<Trouble> closed = Optional.empty();

    /** Connects to nobody yet. */
    public Connections(DatabaseUrl url, Deadlines deadlines) {
        this.url = url;
        this.deadlines = deadlines;
        Dialect dialect = url.dialect();
        place = dialect.place();
        lines = new Lines(dialect, deadlines);
        writer = pool("book-writer", 1, dialect.writerSetup(), dialect.writerIsolation());
        readers = pool("book-readers", READERS, dialect.readerSetup(), dialect.readerIsolation());
    }

    private HikariDataSource pool(String name, int size, String setup, String isolation) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(lines);
        config.setConnectionInitSql(setup);
        config.setTransactionIsolation(isolation);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        // Together they are no longer than the book may take.
        long patience = url.patience().toMillis();
        config.setValidationTimeout(Math.max(250, patience / 5));
        config.setConnectionTimeout(Math.max(250, patience - Math.max(250, patience / 5)));
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** The one that writes; it is to be given back by {@link #dropWriter}, or not at all. */
    public Connection writer(Deadline deadline) {
        return connect(writer, deadline);
    }

    public Connection reader(Deadline deadline) {
        return connect(readers, deadline);
    }

    private Connection connect(HikariDataSource pool, Deadline deadline) {
        try {
            Connection connection = pool.getConnection();
            try {
                watch(connection, deadline);
            } catch (StoreException e) {
                connection.close();
                throw e;
            }
            return connection;
        } catch (SQLException e) {
            // The pool speaks of itself; below it stands what the server or the driver said.
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new StoreException("cannot connect to " + url + ": " + reason, e);
        }
    }

    /** From now on the deadline is that of what this connection waits for. */
    public void watch(Connection connection, Deadline deadline) {
        if (deadline.hasPassed())
            throw new StoreException(
                    "cannot connect to " + url + ": " + deadline.complaint(), new SQLTimeoutException());
        try {
            deadline.breaks(lines.cut(connection.unwrap(Connection.class)));
        } catch (SQLException e) {
            throw new StoreException("a connection to " + url + " is closed: " + e.getMessage(), e);
        }
    }

    /** The pool opens another at the next use. */
    public void evictWriter() {
        place.forget();
        writer.getHikariPoolMXBean().softEvictConnections();
    }

    public void evictReaders() {
        readers.getHikariPoolMXBean().softEvictConnections();
    }

    /** Within a transaction of the writer. */
    public void note() {
        place.note();
    }

    /** Why nothing may be told as saved over these connections. */
    public Optional<Trouble> lost() {
        return closed.or(place::lost);
    }

    /** Closes all for that reason, which is then that of whoever comes by. */
    public void close(Trouble why) {
        closed = Optional.of(why);
        close();
    }

    /** Waits for nobody: what still runs is broken off, and what cannot be closed in order ends by itself later. */
    @Override
    public void close() {
        deadlines.breakOff();
        CountDownLatch done = new CountDownLatch(1);
        Daemons.thread("book-close", () -> {
                    readers.close();
                    writer.close();
                    lines.close();
                    done.countDown();
                })
                .start();
        try {
            if (!done.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS))
                log.warn("the connections to {} do not close; they are left to themselves", url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
