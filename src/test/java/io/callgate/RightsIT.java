package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Commands.Result;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program does its work as a user with no more rights than its unit leaves it. */
class RightsIT {

    private static final Path UNIT = Path.of("target/callgate/systemd/callgate.service");
    private static final int USER = 64_001;
    private static final int MEMBER = 64_002;

    @TempDir
    private Path folder;

    private Namespace pbx;
    private Callgate callgate;

    @BeforeEach
    void begin() throws IOException {
        Namespace.assumeAvailable("nft", "setpriv");
        // JUnit's are root's alone, and this user has to come through.
        Path walled = folder.getParent();
        assumeTrue(Files.isExecutable(walled), "not run where others cannot reach " + walled);
        pbx = Namespace.create("pbx");
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (pbx != null) pbx.close();
    }

    private void callgate(String mode) throws IOException {
        callgate = new Callgate(
                pbx, folder, "[firewall]\nmode = \"enforce\"\n[scan]\nlogs = [\"" + folder.resolve("log") + "\"]\n");
        chown(folder, mode);
    }

    private static void chown(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Files.setAttribute(file, "unix:uid", USER);
        Files.setAttribute(file, "unix:gid", USER);
    }

    private static String[] asUser() throws IOException {
        String unit = Files.readString(UNIT);
        String rights = unit.replaceFirst("(?s).*\nCapabilityBoundingSet=([^\n]*)\n.*", "$1")
                .replace("CAP_", "+")
                .replace(" ", ",")
                .toLowerCase(Locale.ROOT);
        assertThat(unit).contains("\nUser=callgate\n").contains("\nAmbientCapabilities=CAP_NET_ADMIN\n");
        return new String[] {
            "setpriv",
            "--reuid=" + USER,
            "--regid=" + USER,
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all," + rights,
            "--inh-caps=-all," + rights,
            "--ambient-caps=-all," + rights
        };
    }

    private int owner(String name) throws IOException {
        return (int) Files.getAttribute(folder.resolve(name), "unix:uid");
    }

    @Test
    void it_shuts_the_firewall_and_sees_strangers() throws IOException {
        try (Namespace far = Namespace.create("far")) {
            pbx.connect(far);
            pbx.addresses("192.0.2.1/24");
            far.addresses("192.0.2.20/24");
            callgate("rwxr-x---");
            callgate.run("migrate").orFail();
            callgate.startBy(asUser());
            try (DatagramSocket stranger = far.call(() -> new DatagramSocket())) {
                await().until(() -> {
                    stranger.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress("192.0.2.1", 7_000)));
                    return callgate.run("status").output().matches("(?s).*strangers [1-9][0-9]* packets.*");
                });
            }
            assertThat(callgate.run("status").orFail().output()).doesNotContain("NOBODY CAN KNOCK");
        }
        assertALogThatItMayNotReadIsSaid();
    }

    private void assertALogThatItMayNotReadIsSaid() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "");
        Files.setAttribute(log, "unix:gid", 4);
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(callgate.run("status").orFail().output())
                .contains("CANNOT READ " + log + ": ")
                .contains(" is for the group adm")
                .contains("usermod -aG adm ");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));
        assertThat(callgate.run("doctor").output())
                .contains("CANNOT READ " + log)
                .contains("chmod g+r");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(callgate.run("status").orFail().output()).doesNotContain("CANNOT READ");
    }

    /** Files of root's would lock the daemon out. */
    @Test
    void what_root_does_while_it_is_down_is_done_as_the_user() throws IOException {
        callgate("rwxr-x---");

        callgate.run("migrate").orFail();
        callgate.run("add-ip", "bob", "8.8.8.8").orFail();
        Result status = callgate.run("status").orFail();

        assertThat(status.output()).contains("grants    1");
        assertThat(callgate.run("list", "events").orFail().output()).contains("cli root");
        assertThat(callgate.run("add-ip", "bob", "8.8.8.8").exit()).isEqualTo(1);
        assertThat(files()).contains("callgate.db", "callgate.db.lock", "boot.nft", "closed.nft");
        for (String file : files())
            if (!file.equals("callgate.toml")) assertThat(owner(file)).as(file).isEqualTo(USER);
        callgate.startBy(asUser());
        assertThat(callgate.run("list", "whitelist").orFail().output()).contains("8.8.8.8");
    }

    /** What is exported is root's file, wherever root may write. */
    @Test
    void a_file_for_root_is_made_by_root(@TempDir Path home) throws IOException {
        callgate("rwxr-x---");
        callgate.run("migrate").orFail();
        callgate.run("add-ip", "bob", "8.8.8.8").orFail();
        Path book = home.resolve("book.toml");

        callgate.run("export", book.toString()).orFail();

        assertThat(book).content().contains("8.8.8.8");
        assertThat(Files.getAttribute(book, "unix:uid")).isEqualTo(0);
        callgate.run("del-acct", "bob").orFail();
        callgate.run("import", "book", book.toString(), "--apply").orFail();
        assertThat(callgate.run("list", "whitelist").orFail().output()).contains("8.8.8.8");
    }

    @Test
    void root_does_not_serve_from_the_files_of_a_user() throws IOException {
        callgate("rwxr-x---");
        callgate.run("migrate").orFail();

        Result refused = callgate.run("serve");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("systemctl start callgate").contains("callgate-as");
    }

    /** The directory of a book belongs to a group, and its members may lay there what they like. */
    @Test
    void nothing_is_written_through_what_a_member_laid_there() throws IOException {
        callgate("rwxrwx---");
        callgate.run("migrate").orFail();
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        chown(precious, "rw-------");
        callgate.startBy(asUser());
        callgate.run("ban", "8.8.4.4").orFail();
        callgate.close();
        for (String name : List.of("scanned.new", "boot.nft", "closed.nft", "scanned", "firewall.state.new")) {
            Files.deleteIfExists(folder.resolve(name));
            plant(name, precious);
        }

        callgate.startBy(asUser());
        Files.writeString(folder.resolve("log"), "x\n");
        await().until(() -> Files.isRegularFile(folder.resolve("boot.nft"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
        callgate.close();

        assertThat(precious).hasContent("precious");
    }

    @Test
    void a_link_in_the_place_of_the_lock_or_the_book_is_refused() throws IOException {
        callgate("rwxrwx---");
        callgate.run("migrate").orFail();
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        chown(precious, "rw-------");
        for (String name : List.of("callgate.db.lock", "callgate.db-wal", "firewall.state")) {
            Files.deleteIfExists(folder.resolve(name));
            plant(name, precious);

            Result refused = callgate.run("status");

            assertThat(refused.exit()).as(name).isEqualTo(1);
            assertThat(refused.output()).contains(name).contains("take it away");
            Files.delete(folder.resolve(name));
        }
        assertThat(precious).hasContent("precious");
        assertThat(callgate.run("status").orFail().output()).contains("grants");
    }

    /** Whoever shares a terminal can type there, and root's shell would do it. */
    @Test
    void nothing_that_runs_as_another_user_shares_roots_terminal() throws IOException {
        callgate("rwxr-x---");
        Path setpriv = Files.writeString(folder.resolve("setpriv"), """
                #!/bin/sh
                if (: </dev/tty) 2>/dev/null; then echo "A TERMINAL" >&2; else echo "no terminal" >&2; fi
                exec /usr/bin/setpriv "$@"
                """);
        Files.setPosixFilePermissions(setpriv, PosixFilePermissions.fromString("rwxr-xr-x"));

        for (String each : List.of("migrate", "status")) {
            Result result = callgate.runOnTerminal(folder, each);
            assertThat(result.exit()).as(result.output()).isEqualTo(0);
            assertThat(result.output()).contains("no terminal").doesNotContain("A TERMINAL");
        }
        String sees = "tty; if (: </dev/tty) 2>/dev/null; then exit 3; else exit 4; fi";
        String command = "target/callgate/bin/callgate-as nobody sh -c '" + sees + "'";
        Result as = Commands.run(pbx.process("script", "-qec", command, "/dev/null"), 60);
        assertThat(as.exit()).as(as.output()).isEqualTo(4);
        assertThat(as.output()).as("what it reads is still what was typed").contains("/dev/pts/");
    }

    private void plant(String name, Path target) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve(name), target);
        pbx.run("chown", "-h", String.valueOf(MEMBER), link.toString());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
