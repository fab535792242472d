package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A box whose book is locked by another, or away, is guarded and can be told what to do. */
class SilentBookIT {

    private static final String BANNED = "198.51.100.66";

    @TempDir
    Path folder;

    private Namespace pbx;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        callgate = new Callgate(pbx, folder, """
                [firewall]
                mode = "enforce"
                """);
        callgate.run("migrate").orFail();
        callgate.start();
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (pbx != null) pbx.close();
    }

    private String table() {
        return pbx.run("nft", "list", "table", "inet", "callgate");
    }

    @Test
    void a_ban_that_a_locked_book_does_not_take_outlives_kill_9_and_a_reboot() throws Exception {
        try (Connection other = DriverManager.getConnection(callgate.databaseUrl());
                Statement sql = other.createStatement()) {
            sql.execute("BEGIN IMMEDIATE");
            Commands.Result banned = callgate.run("ban", BANNED);
            assertThat(banned.exit()).as(banned.toString()).isZero();
            assertThat(banned.output()).contains("is banned until", "the book is silent");
            assertThat(table()).contains(BANNED);
            callgate.kill();
            // Of what a box loads when it starts nothing was written yet.
            pbx.run("nft", "delete", "table", "inet", "callgate");
            callgate.start();
            assertThat(table()).contains(BANNED);
            sql.execute("ROLLBACK");
        }
        await().until(() -> callgate.run("list", "bans").output().contains("administrator"));
        assertThat(table()).contains(BANNED);
    }

    @Test
    void without_a_book_the_daemon_starts_and_the_remedies_work_with_it_and_without() throws IOException {
        callgate.run("ban", BANNED).orFail();
        callgate.run("add-ip", "office", "203.0.113.7").orFail();
        callgate.close();
        Path book = folder.resolve("callgate.db");
        Path away = folder.resolve("away.db");
        Files.move(book, away);
        assertThat(callgate.run("firewall", "observe").output()).contains("the firewall only observes");
        assertThat(callgate.run("unban", BANNED).output()).contains("is no longer banned");
        callgate.run("ban", "198.51.100.67").orFail();
        callgate.start();
        assertThat(table()).doesNotContain(BANNED).contains("198.51.100.67", "203.0.113.7");
        assertThat(callgate.run("why", "203.0.113.7").output())
                .contains("the book is silent", "the kernel lets it reach");
        assertThat(callgate.run("list", "bans").output()).contains("198.51.100.67");
        assertThat(callgate.run("status").output()).contains("mode      observe");
        Files.move(away, book);
        // The book is read as soon as it is there, and what was done meanwhile is entered a moment later.
        await().untilAsserted(() -> assertThat(callgate.run("list", "bans").output())
                .contains("administrator", "198.51.100.67")
                .doesNotContain(BANNED));
        await().until(() -> callgate.run("status").exit() == 0);
    }
}
