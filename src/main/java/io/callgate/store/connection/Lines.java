package io.callgate.store.connection;

import io.callgate.store.dialect.Dialect;
import io.callgate.store.dialect.Line;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/** Opens connections for a pool within a deadline, and knows of each how to break it off. */
final class Lines implements DataSource, AutoCloseable {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(Lines.class);
    private final Dialect dialect;
    private final Deadlines deadlines;
    private final Map<Connection, Runnable> cuts = new ConcurrentHashMap<>();
    private volatile int loginTimeout;

    Lines(Dialect dialect, Deadlines deadlines) {
        this.dialect = dialect;
        this.deadlines = deadlines;
    }

    @Override
    public Connection getConnection() throws SQLException {
        forgetClosed();
        try (Deadline deadline = deadlines.begin()) {
            Line line = dialect.connect(deadline::breaks);
            cuts.put(line.connection(), line.cut());
            return line.connection();
        }
    }

    private void forgetClosed() throws SQLException {
        for (Connection one : cuts.keySet()) if (one.isClosed()) cuts.remove(one);
    }

    /** Closes those that their pool let go of while they were in use. SQLite puts its log away with the last one. */
    @Override
    public void close() {
        for (Connection one : cuts.keySet()) {
            try {
                one.close();
            } catch (SQLException e) {
                log.warn("a connection to the book does not close: {}", e.getMessage());
            }
        }
        cuts.clear();
    }

    /** What breaks off whatever waits on that connection. */
    Runnable cut(Connection connection) {
        return cuts.getOrDefault(connection, () -> {});
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the book is opened as its URL says");
    }

    /** Only for the pool, which sets it, and asks for it when it closes; the deadline holds. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("this logs as the rest of the program does");
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this logs as the rest of the program does");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is no other source of connections below this one");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
