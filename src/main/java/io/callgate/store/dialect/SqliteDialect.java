package io.callgate.store.dialect;

import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** SQLite in a file. One writer by nature: it takes the lock before it reads, so that it never has to give up half way. */
public record SqliteDialect(Path file, Duration patience) implements Dialect {

    /** With any other at COMMIT, of the disk above all, what was written last may turn up again when the file is opened anew. */
    private static final Set<SQLiteErrorCode> UNDONE = Set.of(
            SQLiteErrorCode.SQLITE_BUSY,
            SQLiteErrorCode.SQLITE_LOCKED,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_CONSTRAINT,
            SQLiteErrorCode.SQLITE_NOMEM,
            SQLiteErrorCode.SQLITE_ERROR);

    /** The rest is left for what has to be done once the lock is there. */
    private static final int PERCENT_FOR_LOCKS = 90;

    @Override
    public String folder() {
        return "/sql/sqlite/";
    }

    @Override
    public List<String> beginWrite() {
        return List.of("BEGIN IMMEDIATE");
    }

    @Override
    public List<String> beginRead() {
        return List.of("BEGIN");
    }

    @Override
    public String writerSetup() {
        return "PRAGMA foreign_keys = 1";
    }

    /** Readers cannot write even by mistake. */
    @Override
    public String readerSetup() {
        return "PRAGMA query_only = 1";
    }

    @Override
    public String writerIsolation() {
        return "TRANSACTION_SERIALIZABLE";
    }

    @Override
    public String readerIsolation() {
        return "TRANSACTION_SERIALIZABLE";
    }

    @Override
    public Line connect(Consumer<Runnable> opening) throws SQLException {
        SqliteFile.refuseLinks(file);
        SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties());
        return new Line(connection, () -> interrupt(connection));
    }

    /** It never makes a book: an empty one where the book was would look like one in which nobody has a grant. */
    @Override
    public Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("open_mode", Integer.toString(SQLiteOpenMode.READWRITE.flag));
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("busy_timeout", Long.toString(patience.toMillis() * PERCENT_FOR_LOCKS / 100));
        properties.setProperty("foreign_keys", "true");
        return properties;
    }

    private static void interrupt(SQLiteConnection connection) {
        try {
            connection.getDatabase().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("a statement cannot be interrupted", e);
        }
    }

    @Override
    public Place place() {
        return new SqlitePlace(file);
    }

    @Override
    public boolean undid(SQLException fault) {
        return UNDONE.contains(primary(fault));
    }

    @Override
    public BookFault.Kind meaning(SQLException fault) {
        return switch (primary(fault)) {
            case SQLITE_FULL -> BookFault.Kind.FULL;
            case SQLITE_READONLY, SQLITE_PERM -> BookFault.Kind.READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT -> BookFault.Kind.SILENT;
            case SQLITE_CANTOPEN -> Files.exists(file) ? BookFault.Kind.REFUSES : BookFault.Kind.GONE;
            default -> BookFault.Kind.REFUSES;
        };
    }

    /** The lower eight bits; the others say more of the same. */
    private static SQLiteErrorCode primary(SQLException fault) {
        return fault instanceof SQLiteException e
                ? SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    @Override
    public String hint() {
        return "";
    }

    @Override
    public void make() {
        SqliteFile.create(file);
    }

    @Override
    public void requireThere() {
        if (!Files.exists(file)) throw new StoreException("there is no book at " + file + ": run callgate migrate");
    }

    @Override
    public SchemaLock schemaLock() {
        return new SchemaLock("BEGIN IMMEDIATE", false, List.of("COMMIT"));
    }
}
