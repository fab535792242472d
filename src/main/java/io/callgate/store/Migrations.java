package io.callgate.store;

import io.callgate.gate.port.StoreException;
import io.callgate.gate.port.UnusableBook;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.store.connection.Deadline;
import io.callgate.store.connection.Deadlines;
import io.callgate.store.connection.Session;
import io.callgate.store.dialect.Dialect;
import io.callgate.store.dialect.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Brings the schema of the book to the newest version. Each version is one transaction on SQLite; MariaDB commits after
 * each statement of a schema, so its scripts can be run again from the start.
 */
public final class Migrations {

    /** In order: the first makes version 1. A script that was released never changes. */
    static final List<String> SCRIPTS = List.of(
            "V1__book.sql",
            "V2__bans_and_names.sql",
            "V3__knocks.sql",
            "V4__judged.sql",
            "V5__receipts.sql",
            "V6__channels.sql");

    /** A large table takes its time to be rebuilt. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final DatabaseUrl url;
    private final Dialect dialect;
    private final List<String> scripts;

    Migrations(DatabaseUrl url, List<String> scripts) {
        this.url = url;
        this.dialect = url.dialect();
        this.scripts = scripts;
    }

    /**
     * Makes the book if there is none, and brings it to the newest schema.
     *
     * @return how many versions it went up; 0 when nothing was to do
     */
    public static int migrate(DatabaseUrl url) {
        return new Migrations(url.patient(LONGEST), SCRIPTS).migrate();
    }

    /**
     * Returns when the book has the schema of this program.
     *
     * @throws StoreException saying what to do, when it is older or newer, or there is none
     */
    public static void requireCurrent(DatabaseUrl url) {
        new Migrations(url, SCRIPTS).requireCurrent();
    }

    int migrate() {
        dialect.make();
        return connected(session -> {
            lock(session);
            int before = refuseNewer(version(session));
            for (int version = before + 1; version <= scripts.size(); version++) apply(session, version);
            dialect.schemaLock().keep().forEach(sql -> session.run("commit a migration", sql));
            return scripts.size() - before;
        });
    }

    void requireCurrent() {
        dialect.requireThere();
        int version = connected(session -> refuseNewer(version(session)));
        if (version < scripts.size())
            throw new UnusableBook("the book at " + url + " has schema version " + version + " and this program needs "
                    + scripts.size() + ": run callgate migrate");
    }

    private int connected(ToIntFunction<Session> work) {
        Deadline deadline = new Deadlines(url.patience(), () -> {}).begin();
        try (Connection connection = connect(deadline)) {
            try (deadline) {
                return work.applyAsInt(new Session(connection, url, deadline));
            }
        } catch (SQLException e) {
            throw new StoreException("cannot close " + url + ": " + e.getMessage(), e);
        } finally {
            deadline.close();
        }
    }

    private Connection connect(Deadline deadline) {
        try {
            Line line = dialect.connect(deadline::breaks);
            deadline.breaks(line.cut());
            return line.connection();
        } catch (SQLException e) {
            throw new StoreException("cannot connect to " + url + ": " + e.getMessage() + dialect.hint(), e);
        }
    }

    /** Two that migrate at once wait for each other. Closing the connection gives up either lock, and what is not committed. */
    private void lock(Session session) {
        Dialect.SchemaLock lock = dialect.schemaLock();
        if (!lock.question()) session.run("begin a migration", lock.take());
        else if (session.number("lock the schema", lock.take()) != 1)
            throw new StoreException("another program has been migrating " + url + " for a minute: look what it does");
    }

    private int refuseNewer(int version) {
        if (version > scripts.size())
            throw new UnusableBook("the book at " + url + " has schema version " + version + ", newer than the "
                    + scripts.size() + " that this program knows: upgrade callgate");
        return version;
    }

    private int version(Session session) {
        if (!session.hasTable("schema_version")) return 0;
        return (int) session.number("read the schema version", "SELECT COALESCE(MAX(version), 0) FROM schema_version");
    }

    private void apply(Session session, int version) {
        String script = scripts.get(version - 1);
        for (String statement : statements(script)) session.run("apply " + script, statement);
        session.update("note " + script, "INSERT INTO schema_version (version, script) VALUES (?, ?)", version, script);
    }

    /** A blank line ends a statement, because a semicolon also stands inside of triggers. */
    private List<String> statements(String script) {
        String text = read(dialect.folder() + script).replaceAll("(?m)^--.*\n?", "");
        return Arrays.stream(text.split("\n\\s*\n"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException(resource + " is not in the program");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }
}
