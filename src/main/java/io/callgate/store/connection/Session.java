package io.callgate.store.connection;

import io.callgate.gate.port.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of one transaction, each prepared once; closing the connection closes them. A fault names its step, and
 * after one every further statement is refused until it was rolled back: a database may have undone the whole transaction
 * already, and what followed would be kept by itself.
 */
public final class Session {

    private final Connection connection;
    private final DatabaseUrl url;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private Deadline deadline;
    private boolean failed;
    private long changes;

    /** @param deadline when the transaction has to be over */
    public Session(Connection connection, DatabaseUrl url, Deadline deadline) {
        this.connection = connection;
        this.url = url;
        this.deadline = deadline;
    }

    /** Makes it ready for the next transaction. */
    public void until(Deadline next) {
        deadline = next;
    }

    public Connection connection() {
        return connection;
    }

    /** Makes one value of a row. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes in a row. */
    public interface Look {
        void at(ResultSet row) throws SQLException;
    }

    private interface Work<T> {
        public T run() throws SQLException;
    }

    public int update(String step, String sql, Object... values) {
        int rows = attempt(step, () -> prepare(sql, values).executeUpdate());
        changes += rows;
        return rows;
    }

    /** How many rows were written through it, whether or not that was undone. */
    public long changes() {
        return changes;
    }

    /** The values of all rows, in order, without those that make no sense: these are logged. */
    public <T> List<T> list(String step, Row<T> mapper, String sql, Object... values) {
        List<T> found = new ArrayList<>();
        each(step, row -> found.add(mapper.read(row)), sql, values);
        return found;
    }

    /** Shows all rows, in order, and logs those that make no sense. */
    public void each(String step, Look look, String sql, Object... values) {
        attempt(step, () -> {
            try (ResultSet rows = prepare(sql, values).executeQuery()) {
                while (rows.next()) {
                    try {
                        look.at(rows);
                    } catch (IllegalArgumentException | DateTimeException e) {
                        UnreadableRow.report(step, rows, e);
                    }
                }
            }
            return true;
        });
    }

    public <T> Optional<T> first(String step, Row<T> mapper, String sql, Object... values) {
        return list(step, mapper, sql, values).stream().findFirst();
    }

    /** The number in the first column of the first row. */
    public long number(String step, String sql, Object... values) {
        return first(step, row -> row.getLong(1), sql, values)
                .orElseThrow(() -> new StoreException("cannot " + step + " in " + url + ": nothing came back"));
    }

    /** Enters a row, and returns the number that the database gave it. */
    public long enter(String step, String sql, Object... values) {
        long id = number(step, sql, values);
        changes++;
        return id;
    }

    /** Runs a statement that takes no values. */
    public void run(String step, String sql) {
        attempt(step, () -> prepare(sql).execute());
    }

    public boolean hasTable(String name) {
        return attempt("look for the table " + name, () -> {
            try (ResultSet tables =
                    connection.getMetaData().getTables(connection.getCatalog(), null, name, new String[] {"TABLE"})) {
                return tables.next();
            }
        });
    }

    /** Undoes by {@code sql} and lets the session go on; false when the database would not. */
    public boolean rollback(String sql, Throwable reason) {
        failed = false;
        try {
            run("undo", sql);
            return true;
        } catch (StoreException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    private <T> T attempt(String step, Work<T> work) {
        if (failed) throw new StoreException("cannot " + step + " in " + url + ": an earlier step of it failed");
        try {
            if (deadline.hasPassed()) throw new SQLTimeoutException("the time was over before");
            return work.run();
        } catch (SQLException e) {
            failed = true;
            String why = deadline.hasPassed() ? deadline.complaint() : e.getMessage();
            throw new StoreException("cannot " + step + " in " + url + ": " + why, e);
        }
    }

    /** Whether the database still answers. */
    public boolean isValid() {
        try {
            return connection.isValid(1);
        } catch (SQLException e) {
            throw new StoreException("cannot ask whether a connection to " + url + " is well: " + e.getMessage(), e);
        }
    }

    /** Gives the connection back. */
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            // MariaDB's driver would otherwise hold every row twice.
            statement.setFetchSize(1000);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) bind(statement, i + 1, values[i]);
        return statement;
    }

    /** Only types whose stored form is beyond doubt; a PIN hash, for one, does not print itself. */
    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Optional<?> optional) bind(statement, index, optional.orElse(null));
        else if (value == null) statement.setNull(index, java.sql.Types.BIGINT);
        else if (value instanceof String text) statement.setString(index, text);
        else if (value instanceof Instant time) statement.setLong(index, time.getEpochSecond());
        else if (value instanceof Number number) statement.setLong(index, number.longValue());
        else throw new IllegalArgumentException(value.getClass() + " has no stored form");
    }
}
