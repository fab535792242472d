package io.callgate.store.dialect;

import com.google.common.collect.Comparators;
import io.callgate.gate.port.BookFault;
import io.callgate.kit.Daemons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.mariadb.jdbc.Driver;

/**
 * MariaDB. Writers of several daemons queue at the book's one row. They read committed rows, and not the snapshot of the
 * moment they began: the lock already makes what they read last, and an update never meets a row newer than its snapshot.
 *
 * @param url with the password
 */
public record MariaDbDialect(String url, Duration patience) implements Dialect {

    private static final Pattern LOCAL =
            Pattern.compile("jdbc:mariadb://([^/@]*@)?(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?/.*");
    private static final Pattern TLS_CHOSEN = Pattern.compile("(?i).*[?&](sslMode|useSsl|ssl)=.*");

    /** The server's numbers: a lock waited for in vain, and a deadlock. */
    private static final Set<Integer> LOCKED = Set.of(1205, 1213);

    /** {@code read_only} and its kin, and a server that starts or was told to take nothing. */
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836, 3098, 4165);

    private static final Set<Integer> FULL = Set.of(1021, 1114);

    private static final Duration LONGEST_TO_CONNECT = Duration.ofSeconds(5);

    /** No such database, no such table. */
    private static final Set<Integer> GONE = Set.of(1049, 1146);

    private static final Place FIXED = new Place() {
        @Override
        public void note() {
            // The server looks after its files.
        }

        @Override
        public void forget() {
            // Nothing was noted.
        }

        @Override
        public Optional<Trouble> lost() {
            return Optional.empty();
        }
    };

    @Override
    public String folder() {
        return "/sql/mariadb/";
    }

    @Override
    public List<String> beginWrite() {
        return List.of("START TRANSACTION", "SELECT revision FROM book WHERE id = 1 FOR UPDATE");
    }

    @Override
    public List<String> beginRead() {
        return List.of("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }

    /**
     * FreePBX turns strictness off for the whole server, and MariaDB would then cut what does not fit without a word. Of locks,
     * those of rows and of whole tables are waited for less long than for the server itself, so that it can say what it was.
     */
    @Override
    public String writerSetup() {
        long wait = Math.max(1, patience.toSeconds() - 1);
        return "SET SESSION sql_mode = 'STRICT_ALL_TABLES', SESSION time_zone = '+00:00'"
                + ", SESSION innodb_lock_wait_timeout = " + wait + ", SESSION lock_wait_timeout = " + wait;
    }

    @Override
    public String readerSetup() {
        return writerSetup();
    }

    @Override
    public String writerIsolation() {
        return "TRANSACTION_READ_COMMITTED";
    }

    @Override
    public String readerIsolation() {
        return "TRANSACTION_REPEATABLE_READ";
    }

    /** By its socket, and not by {@link Connection#abort}: that asks the server to end the connection, and may wait for it. */
    @Override
    public Line connect(Consumer<Runnable> opening) throws SQLException {
        AtomicReference<Socket> socket = new AtomicReference<>();
        CuttableSockets.OPENED.set(made -> {
            socket.set(made);
            opening.accept(() -> close(made));
        });
        try {
            Connection connection = new Driver().connect(url, properties());
            return new Line(connection, () -> cut(connection, socket.get()));
        } finally {
            CuttableSockets.OPENED.remove();
        }
    }

    private static void cut(Connection connection, Socket socket) {
        if (socket != null) {
            close(socket);
            return;
        }
        // Of a pipe or a Unix socket, which the driver makes itself.
        Thread aborting = Daemons.thread("book-abort", () -> abort(connection));
        aborting.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("a connection cannot be broken off", e);
        }
    }

    /**
     * What the driver is told besides. It demands TLS of MariaDB, as it should over a network; a server on the same
     * machine seldom has it, so there it is only used when the URL says so.
     */
    @Override
    public Properties properties() {
        Properties properties = new Properties();
        Duration connect = Comparators.min(patience, LONGEST_TO_CONNECT);
        properties.setProperty("connectTimeout", Long.toString(connect.toMillis()));
        properties.setProperty("socketTimeout", Long.toString(patience.toMillis()));
        properties.setProperty("socketFactory", CuttableSockets.class.getName());
        if (LOCAL.matcher(url).matches() && !TLS_CHOSEN.matcher(url).matches())
            properties.setProperty("sslMode", "disable");
        return properties;
    }

    @Override
    public Place place() {
        return FIXED;
    }

    /** There is always something to roll back: whether that succeeds, says it. */
    @Override
    public boolean undid(SQLException fault) {
        return false;
    }

    @Override
    public BookFault.Kind meaning(SQLException fault) {
        int code = fault.getErrorCode();
        if (READ_ONLY.contains(code)) return BookFault.Kind.READ_ONLY;
        if (FULL.contains(code) || says(fault, "No space left on device")) return BookFault.Kind.FULL;
        if (GONE.contains(code)) return BookFault.Kind.GONE;
        String state = fault.getSQLState();
        boolean broken = state == null || state.startsWith("08");
        return broken || LOCKED.contains(code) ? BookFault.Kind.SILENT : BookFault.Kind.REFUSES;
    }

    private static boolean says(SQLException fault, String words) {
        return fault.getMessage() != null && fault.getMessage().contains(words);
    }

    @Override
    public String hint() {
        return "; look whether the server runs, and at database.user and database.password in the secrets";
    }

    @Override
    public void make() {
        // An administrator makes the database, and says who may use it.
    }

    @Override
    public void requireThere() {
        // Connecting tells.
    }

    @Override
    public SchemaLock schemaLock() {
        return new SchemaLock("SELECT GET_LOCK(CONCAT('callgate.', DATABASE()), 60)", true, List.of());
    }

    @Override
    public String toString() {
        return "MariaDB";
    }
}
