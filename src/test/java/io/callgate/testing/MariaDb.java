package io.callgate.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A MariaDB server of the tests' own: started once a JVM when first asked for, with its data in a temporary directory and
 * a free port of the loopback interface. It ends with the JVM, however that ends.
 */
public final class MariaDb {

    /** What a test of MariaDB needs; the Debian package mariadb-server has them. */
    private static final List<String> PROGRAMS = List.of("mariadbd", "mariadb-install-db");

    /** Ends the server, by its own number, when standard input ends: the JVM's death does that in any case. */
    private static final String GUARD = "dir=$1; shift; \"$@\" >\"$dir/log\" 2>&1 </dev/null & pid=$!;"
            + " read -r _; kill -9 $pid; wait $pid 2>/dev/null; rm -rf \"$dir\"";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static MariaDb running;
    private static boolean tried;

    private final Path directory;
    private final int port;

    private MariaDb(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** The server. Skips the test that asks when the programs are missing, unless CI=true: then it fails. */
    public static synchronized MariaDb server() {
        List<String> missing = PROGRAMS.stream().filter(p -> find(p).isEmpty()).toList();
        if (!missing.isEmpty()) {
            String message = "not run for want of " + String.join(", ", missing) + ": apt-get install mariadb-server";
            if ("true".equals(System.getenv("CI"))) throw new AssertionError(message);
            assumeTrue(false, message);
        }
        if (!tried) {
            tried = true;
            running = start();
        }
        if (running == null) throw new IllegalStateException("MariaDB did not start for an earlier test");
        return running;
    }

    /** The URL of a new, empty database, with the user and password of somebody who has all rights there and no others. */
    public String newDatabase() {
        String name = "book" + DATABASES.incrementAndGet();
        administer("CREATE DATABASE " + name, "GRANT ALL ON " + name + ".* TO 'callgate'@'127.0.0.1'");
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + name + "?user=callgate&password=s3cret";
    }

    public int port() {
        return port;
    }

    /** A connection of the server's root, to hold a lock with. */
    public Connection connect() {
        try {
            return DriverManager.getConnection(rootUrl());
        } catch (SQLException e) {
            throw new IllegalStateException("the test server does not let its root in", e);
        }
    }

    /** Stops the server's process where it stands, until {@link #thaw}: it answers nobody, and nothing breaks. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            String pid = Files.readString(directory.resolve("pid")).strip();
            run(directory, "kill", "-" + signal, pid);
        } catch (IOException e) {
            throw new IllegalStateException("the test server cannot be stopped or continued", e);
        }
    }

    /** Breaks all connections of clients other than administrators, as a restart or a bad network does. */
    public void breakConnections() {
        administer("KILL HARD USER 'callgate'@'127.0.0.1'");
    }

    /** Runs statements as the server's root. */
    public void administer(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the test server refused " + String.join("; ", statements), e);
        }
    }

    private String rootUrl() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/?user=root&sslMode=disable";
    }

    private static MariaDb start() {
        try {
            Path directory = Files.createTempDirectory("callgate-mariadb");
            boolean root = System.getProperty("user.name").equals("root");
            String user = root ? "mysql" : System.getProperty("user.name");
            if (root) run(directory, "chown", "mysql:", directory.toString());
            run(
                    directory,
                    find("mariadb-install-db").orElseThrow(),
                    "--no-defaults",
                    "--user=" + user,
                    "--datadir=" + directory.resolve("data"),
                    // One that starts takes away what others left in a directory that they share.
                    "--tmpdir=" + directory,
                    "--auth-root-authentication-method=normal",
                    // On a machine that cannot look its own name up, too: no right here is for a name.
                    "--force",
                    "--skip-test-db");
            MariaDb server = new MariaDb(directory, freePort());
            server.serve(user);
            server.administer("CREATE USER 'callgate'@'127.0.0.1' IDENTIFIED BY 's3cret'");
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("cannot start a MariaDB server: " + e.getMessage(), e);
        }
    }

    private void serve(String user) throws IOException {
        new ProcessBuilder(
                        "sh",
                        "-c",
                        GUARD,
                        "guard",
                        directory.toString(),
                        find("mariadbd").orElseThrow(),
                        "--no-defaults",
                        "--user=" + user,
                        "--datadir=" + directory.resolve("data"),
                        "--tmpdir=" + directory,
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--socket=" + directory.resolve("socket"),
                        "--pid-file=" + directory.resolve("pid"),
                        "--skip-name-resolve",
                        "--innodb-buffer-pool-size=32M",
                        // As a FreePBX box has it: whoever wants strictness has to ask for it.
                        "--sql-mode=NO_ENGINE_SUBSTITUTION")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await("the start of MariaDB, see " + directory.resolve("log"))
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    administer("SELECT 1");
                    return true;
                });
    }

    private static void run(Path directory, String... command) throws IOException {
        File log = directory.resolve("install.log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0)
                throw new IOException(String.join(" ", command) + " failed: " + Files.readString(log.toPath()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static java.util.Optional<String> find(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/bin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
