package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.app.Box.Result;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import io.callgate.testing.DnsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Carrying the book to another box, by commands given to a daemon on each. */
class CarryBookTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");
    private static final Owner DYN = new Owner("dyn");

    @TempDir
    private Path directory;

    /** Knows no name, not those of the machine that runs the tests. */
    private final DnsServer names = new DnsServer();

    private Box old;
    private Box box;
    private Daemon oldDaemon;
    private Daemon daemon;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        old = new Box(Files.createDirectory(directory.resolve("old")));
        box = new Box(Files.createDirectory(directory.resolve("new")));
        for (Box each : List.of(old, box))
            each.configure("firewall.mode = \"enforce\"\nnames.servers = [\"" + names.text() + "\"]\n");
        old.enter(book -> {
            book.addAccount(account("1001", "Jürgen"));
            book.addAccount(account("1002", "Ann"));
            book.addHost(DYN, Origin.HOSTNAME, HostName.parse("home.example.org"), Services.of("sip"), SINCE, "Ann's");
            grant(book, DYN, Origin.HOSTNAME, "203.0.113.50", "home.example.org");
            grant(book, new Owner("1001"), Origin.PHONE, "203.0.113.7", "");
            grant(book, new Owner("office"), Origin.ADMINISTRATOR, "2001:db8::/48", "a\nb \"c\"");
            book.addGrant(new NewGrant(
                    new Owner("guest"),
                    Origin.ADMINISTRATOR,
                    AddressRange.parse("203.0.113.8"),
                    Services.of("web"),
                    SINCE,
                    Optional.of(LATER),
                    ""));
            book.addBan(AddressRange.parse("203.0.113.99"), "asterisk", "\u001b[2J", SINCE, Optional.of(LATER));
        });
        oldDaemon = old.serve();
        daemon = box.serve();
        file = directory.resolve("book.toml");
    }

    @AfterEach
    void stop() {
        oldDaemon.close();
        daemon.close();
        old.close();
        box.close();
        names.close();
    }

    @Test
    void it_arrives_as_it_was_and_doing_it_twice_does_it_once() throws IOException {
        export();
        String before = box.dump();
        Result planned = box.run("import", "book", file.toString());
        assertThat(planned.out()).isEqualTo("""
                accounts    2 to be entered, 0 to be ended, 0 already there
                host names  1 to be entered, 0 to be ended, 0 already there
                grants      3 to be entered, 0 to be ended, 0 already there
                bans        1 to be entered, 0 to be ended, 0 already there
                nothing was changed: --apply does it
                """);
        assertThat(box.dump()).isEqualTo(before);

        assertThat(done(box, "import", "book", file.toString(), "--apply"))
                .contains("grants      3 entered, 0 ended, 0 already there\n");
        assertThat(body(done(box, "export"))).isEqualTo(body(Files.readString(file)));
        assertThat(box.firewall.openFor(AddressRange.parse("203.0.113.7"))).containsExactly("sip");
        assertThat(box.firewall.isOpenFor("203.0.113.50")).isFalse();
        assertThat(box.firewall.bannedUntil("203.0.113.99")).isEqualTo(LATER.toEpochMilli());

        // What is found out about a name is entered as well, once.
        await().until(() -> box.dump().contains("there is no such name"));
        String once = box.dump();
        assertThat(done(box, "import", "book", file.toString(), "--apply", "--replace"))
                .contains(
                        "accounts    0 entered, 0 ended, 2 already there", "bans        0 entered, 0 ended, 1 already");
        assertThat(box.dump()).isEqualTo(once);
    }

    @Test
    void the_file_is_new_and_for_its_owner_only() throws IOException {
        export();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String text = Files.readString(file);
        assertThat(text).contains("of pbx, by callgate").doesNotContain("203.0.113.50");

        Result again = old.run("export", file.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("callgate: " + file + " is there already; name a new file\n");
        assertThat(Files.readString(file)).isEqualTo(text);
        assertThat(old.run("export", "/nowhere/book").err()).hasLineCount(1).contains("cannot write /nowhere/book");
    }

    @Test
    void an_export_that_fails_leaves_no_file() {
        old.opened.breakDown();
        assertThat(old.run("export", file.toString()).exit()).isEqualTo(1);
        assertThat(file).doesNotExist();
        old.opened.mend();
    }

    @Test
    void without_daemons_it_is_the_same() throws IOException {
        oldDaemon.close();
        daemon.close();
        export();
        done(box, "import", "book", file.toString(), "--apply");
        assertThat(body(done(box, "export"))).isEqualTo(body(Files.readString(file)));
    }

    @Test
    void replacing_ends_what_the_file_does_not_hold() throws IOException {
        export();
        done(box, "add-ip", "office", "203.0.113.77");
        done(box, "add-ip", "other", "203.0.113.78");
        box.enter(book -> {
            book.addAccount(account("1001", "Somebody else"));
            book.addAccount(account("1003", "Bob"));
            Owner gone = new Owner("gone");
            book.addHost(gone, Origin.HOSTNAME, HostName.parse("gone.example.org"), Services.of("sip"), SINCE, "");
            grant(book, gone, Origin.HOSTNAME, "203.0.113.51", "gone.example.org");
            book.addBan(AddressRange.parse("203.0.113.98"), "ssh", "", SINCE, Optional.empty());
        });
        done(box, "firewall", "restore");

        assertThat(done(box, "import", "book", file.toString(), "--apply", "--replace"))
                .isEqualTo("""
                accounts    2 entered, 2 ended, 0 already there
                host names  1 entered, 1 ended, 0 already there
                grants      3 entered, 2 ended, 0 already there
                bans        1 entered, 1 ended, 0 already there
                """);
        assertThat(body(done(box, "export"))).isEqualTo(body(Files.readString(file)));
        assertThat(box.firewall.bannedUntil("203.0.113.98")).isLessThan(2);
        for (String address : new String[] {"203.0.113.77", "203.0.113.78", "203.0.113.51"})
            assertThat(box.firewall.isOpenFor(address)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add-ip office 203.0.113.77|what office lets in is different in the book",
                "account add 1001 --name X --email a@b.example|account 1001 is different in the book"
            })
    void what_holds_something_else_is_refused_and_nothing_is_changed(String command, String why) throws IOException {
        export();
        done(box, command.split(" "));
        assertUnchanged(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.8|127.0.0.1|guest: 127.0.0.1 is never granted",
                "203.0.113.99|127.0.0.1|ban: 127.0.0.1 is never banned",
                "203.0.113.8|10.0.0.1|add it to policy.allow if you mean it",
                "[\"web\"]|[\"webb\"]|'guest, 203.0.113.8: there is no service \"webb\"'",
                "format = 1|format = 9|'book.toml: line 3: format: 9 is not 1, which this callgate reads; nothing was changed'",
                "[end]|''|the file was cut off here"
            })
    void a_bad_file_is_refused_and_nothing_is_changed(String good, String bad, String why) throws IOException {
        export();
        Files.writeString(file, Files.readString(file).replace(good, bad));
        assertUnchanged(why);
    }

    @Test
    void what_has_ended_meanwhile_is_left_out() throws IOException {
        export();
        Files.writeString(file, Files.readString(file).replace("2999-01-01", "2026-04-01"));
        assertThat(done(box, "import", "book", file.toString(), "--apply"))
                .contains("grants      2 entered", "bans        0 entered");
    }

    private void assertUnchanged(String why) {
        String before = box.dump();
        for (String apply : new String[] {"", "--apply"}) {
            Result result = apply.isEmpty()
                    ? box.run("import", "book", file.toString())
                    : box.run("import", "book", file.toString(), apply);
            assertThat(result.err()).startsWith("callgate: ").hasLineCount(1).contains(why);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(box.dump()).isEqualTo(before);
        }
    }

    private void export() {
        assertThat(done(old, "export", file.toString())).isEmpty();
    }

    private static String done(Box box, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return result.out();
    }

    private static String body(String text) {
        return text.substring(text.indexOf("\nformat"));
    }

    private static void grant(io.callgate.gate.port.Book book, Owner owner, Origin origin, String range, String note) {
        book.addGrant(new NewGrant(
                owner, origin, AddressRange.parse(range), Services.of("sip"), SINCE, Optional.empty(), note));
    }

    private static Account account(String number, String name) {
        return new Account(
                new AccountNumber(number),
                name,
                "",
                Services.of("sip", "rtp"),
                Optional.of("40"),
                PinHash.of("271828", new byte[16], 10),
                number.equals("1001"),
                SINCE,
                Optional.of("+15551234"));
    }
}
