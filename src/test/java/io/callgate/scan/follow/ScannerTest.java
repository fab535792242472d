package io.callgate.scan.follow;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Jail;
import io.callgate.gate.act.Bans;
import io.callgate.scan.filter.Filter;
import io.callgate.testing.Box;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a log, each of its lines is judged, and none twice: two failures ban here, so that an address with one
 * line must stay in, and one with two must not.
 */
class ScannerTest {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Box box;
    private Path log;
    private Scanner scanner;
    private List<Filter> filters = List.of();

    @BeforeEach
    void open() throws IOException {
        box = new Box(Files.createDirectory(folder.resolve("box")));
        log = folder.resolve("messages.log");
    }

    @AfterEach
    void close() {
        if (scanner != null) scanner.close();
        box.close();
    }

    private void start(Path... logs) {
        Jail jail = new Jail(2, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));
        scanner = new Scanner(
                        box.gate,
                        jail,
                        List.of(logs),
                        filters,
                        log -> ZoneOffset.UTC,
                        folder.resolve("scanned"),
                        box.clock)
                .start();
    }

    @Test
    void what_is_rehearsed_after_the_start_counts_nowhere() {
        start(log);
        await().until(() -> box.firewall.rehearsals() == 300);
        append(log, line(1));
        append(log, line(1));
        awaitBan(1);
        assertThat(scanner.failures()).isEqualTo(2);
        assertThat(scanner.bytes()).isEqualTo(2L * line(1).length());
        await().until(() ->
                box.store.read(book -> book.bans(box.clock.instant(), 10)).size() == 1);
        assertThat(box.firewall.bannedUntil("198.51.100.1")).isZero();
    }

    /** chan_sip's events name where the answer goes, which {@code maddr} in Via says. */
    @Test
    void what_names_an_address_that_its_client_may_have_chosen_counts_only_if_that_sent_something() {
        Jail jail = new Jail(2, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));
        Path marks = folder.resolve("scanned");
        scanner = new Scanner(box.gate, jail, List.of(log), filters, log -> ZoneOffset.UTC, marks, box.clock);
        scanner.believe(address -> address.equals(Address.parse("198.18.0.2")));
        scanner.start();
        for (int session = 0; session < 3; session++) append(log, event(1, session));
        // So far apart that no event can be a part of one before it.
        append(log, ("[" + TIME.format(box.clock.instant()) + "] VERBOSE[1] pbx.c: nothing to see\n").repeat(2_000));
        for (int session = 0; session < 3; session++) append(log, event(2, session));
        awaitBan(2);
        assertThat(box.firewall.bannedUntil("198.18.0.1")).isZero();
        assertThat(scanner.unclear()).isEqualTo(3);
    }

    private String event(int host, int session) {
        return "[" + TIME.format(box.clock.instant()) + "] SECURITY[4711] res_security_log.c: "
                + "SecurityEvent=\"InvalidPassword\",EventTV=\"1\",Severity=\"Error\",Service=\"SIP\",EventVersion=\"2\","
                + "AccountID=\"1001\",SessionID=\"0x7f" + session + "\",LocalAddress=\"IPV4/UDP/198.18.0.250/5060\","
                + "RemoteAddress=\"IPV4/UDP/198.18.0." + host + "/5060\"\n";
    }

    @Test
    void a_fault_that_nobody_foresaw_is_told_and_ends_nothing() {
        AtomicBoolean broken = new AtomicBoolean();
        InstantSource clock = () -> {
            if (broken.get()) throw new IllegalStateException("no clock");
            return box.clock.instant();
        };
        Jail jail = new Jail(2, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));
        Path marks = folder.resolve("scanned");
        scanner = new Scanner(box.gate, jail, List.of(log), filters, log -> ZoneOffset.UTC, marks, clock).start();
        broken.set(true);
        await().until(() -> scanner.fault().orElse("").contains("no clock"));
        append(log, line(1).repeat(2));
        broken.set(false);
        awaitBan(1);
        await().until(() -> scanner.fault().isEmpty());
    }

    private String line(int host) {
        return line(host, box.clock.instant());
    }

    private static String line(int host, Instant at) {
        return "[" + TIME.format(at)
                + "] NOTICE[4711] chan_sip.c: Registration from '\"1001\" <sip:1001@pbx>' failed for" + " '198.18.0."
                + host + ":5060' - Wrong password\n";
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, CREATE, APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean isBanned(int host) {
        return box.firewall.bannedUntil("198.18.0." + host) > 1;
    }

    private void awaitBan(int host) {
        await().until(() -> isBanned(host));
    }

    /** All that was written so far has been read when this comes back. */
    private void flush(Path file, int host) {
        append(file, line(host));
        append(file, line(host));
        awaitBan(host);
    }

    @Test
    void what_is_appended_is_judged_once() {
        start(log);
        append(log, line(1));
        append(log, line(2) + line(2));
        awaitBan(2);
        append(log, line(3));
        flush(log, 4);
        assertThat(isBanned(1)).isFalse();
        assertThat(isBanned(3)).isFalse();
        append(log, line(3));
        awaitBan(3);
    }

    @Test
    void whom_a_pattern_of_the_administrators_names_is_banned() {
        filters = List.of(Filter.of("door", "^ doord: wrong key of .* from <HOST>$"));
        start(log);
        String forged = box.clock.instant() + " doord: wrong key of x from 198.18.0.9 from 198.18.0.1\n";
        append(log, forged.repeat(2));
        awaitBan(1);
        flush(log, 2);

        assertThat(isBanned(9)).isFalse();
        assertThat(scanner.families())
                .contains(new Scanner.Found("door", 2, 0, 0), new Scanner.Found("chan_sip", 2, 0, 0));
    }

    @Test
    void what_stood_there_before_counts_unless_it_is_too_old() {
        append(log, line(1, box.clock.instant().minus(Duration.ofMinutes(11))).repeat(5));
        append(log, line(2, box.clock.instant().minus(Duration.ofMinutes(9))).repeat(2));
        start(log);
        awaitBan(2);
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void a_log_that_is_moved_away_and_made_anew_is_followed() throws IOException {
        append(log, line(1));
        start(log);
        flush(log, 9);
        for (int i = 0; i < 5; i++) {
            Path old = folder.resolve("messages.log." + i);
            Files.move(log, old);
            // As a logger does until it is told of the rotation.
            append(old, line(20 + i));
            append(log, line(20 + i) + line(30 + i));
            awaitBan(20 + i);
        }
        flush(log, 8);
        for (int i = 0; i < 5; i++) assertThat(isBanned(30 + i)).isFalse();
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void a_log_that_is_cut_is_read_from_its_beginning() throws IOException {
        start(log);
        append(log, line(1));
        flush(log, 9);
        Files.writeString(log, "");
        append(log, line(2));
        flush(log, 8);
        // Cut, and longer than before when it is looked at again.
        Files.writeString(log, line(2) + line(3) + "x".repeat(3000) + "\n");
        awaitBan(2);
        flush(log, 7);
        assertThat(isBanned(3)).isFalse();
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void a_log_that_is_copied_and_cut_is_read_once() throws IOException {
        start(log);
        append(log, line(1));
        flush(log, 9);
        Files.copy(log, folder.resolve("messages.log.1"));
        Files.writeString(log, "");
        flush(log, 8);
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void a_log_that_is_deleted_comes_back() throws IOException {
        start(log);
        append(log, line(1));
        flush(log, 9);
        Files.delete(log);
        await().until(() -> !Files.exists(log));
        append(log, line(1));
        awaitBan(1);
    }

    @Test
    void a_log_and_its_folder_may_come_later() throws IOException {
        Path late = folder.resolve("later").resolve("full");
        start(late);
        await().until(() -> scanner.missing().contains(late.toString()));
        Files.createDirectory(late.getParent());
        append(late, line(1) + line(1));
        awaitBan(1);
        assertThat(scanner.missing()).isEmpty();
    }

    @Test
    void a_link_that_leads_elsewhere_is_followed() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        append(one, line(1));
        append(two, line(1));
        Files.createSymbolicLink(log, one);
        start(log);
        flush(one, 9);
        assertThat(isBanned(1)).isFalse();
        Files.createSymbolicLink(folder.resolve("new"), two);
        Files.move(folder.resolve("new"), log, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        awaitBan(1);
        flush(two, 8);
    }

    @Test
    void a_line_in_pieces_is_one_and_rubbish_is_none() throws IOException {
        append(log, "rubbish\n");
        start(log);
        String line = line(1);
        append(log, line.substring(0, 20));
        append(log, line.substring(20, 90));
        append(log, line.substring(90));
        Files.write(log, new byte[] {0, -1, 10, 27, 91, -128}, APPEND);
        append(log, "x".repeat(300_000) + line(2).strip() + "y".repeat(300_000));
        append(log, "\n" + line(1));
        awaitBan(1);
        flush(log, 9);
        assertThat(isBanned(2)).isFalse();
    }

    @Test
    void a_packed_log_beside_it_is_nothing() throws IOException {
        start(log);
        flush(log, 9);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write((line(1) + line(1)).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        Files.write(folder.resolve("messages.log.1.gz"), bytes.toByteArray());
        flush(log, 8);
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void another_run_goes_on_where_the_last_ended_also_when_the_log_was_moved_in_between() throws IOException {
        start(log);
        append(log, line(1) + line(2));
        flush(log, 9);
        append(log, line(3).substring(0, 30));
        scanner.close();

        append(log, line(3).substring(30) + line(3));
        Files.move(log, folder.resolve("messages.log.1"));
        append(log, line(2) + line(4));
        start(log);
        awaitBan(3);
        flush(log, 8);
        assertThat(isBanned(1)).isFalse();
        assertThat(isBanned(4)).isFalse();

        scanner.close();
        start(log);
        flush(log, 7);
        assertThat(isBanned(4)).isFalse();
        append(log, line(4) + line(4));
        awaitBan(4);
    }

    @Test
    void a_file_of_marks_that_is_rubbish_is_as_good_as_none() throws IOException {
        Files.writeString(folder.resolve("scanned"), "what\tis this\n\n1 2\t3\nkey -5 7\t" + log + "\n");
        append(log, line(1) + line(1));
        start(log);
        awaitBan(1);
    }

    @Test
    void a_file_of_marks_that_is_damaged_stops_nothing() throws IOException {
        byte[] rubbish = new byte[5000];
        new Random(5).nextBytes(rubbish);
        Files.write(folder.resolve("scanned"), rubbish);
        start(log);
        append(log, line(1));
        flush(log, 9);
        scanner.close();
        Files.writeString(
                folder.resolve("scanned"),
                "open\nopen x 1\nopen 198.18.0.1\nopen 198.18.0.2 y\ncounted 1 2 3\ncounted 1 2 0 1 1\nclosed\n",
                APPEND);
        start(log);
        append(log, line(2));
        flush(log, 8);
        assertThat(isBanned(2)).isFalse();
        append(log, line(1));
        awaitBan(1);
        scanner.close();
        Files.delete(folder.resolve("scanned"));
        Files.createDirectory(folder.resolve("scanned"));
        start(log);
        flush(log, 7);
    }

    /** Dies, and leaves behind what was noted when {@code noted} was copied. */
    private void die(byte[] noted) throws IOException {
        scanner.close();
        Files.write(folder.resolve("scanned"), noted);
    }

    private byte[] noted() throws IOException {
        return Files.readAllBytes(folder.resolve("scanned"));
    }

    private boolean isNoted(int host) {
        try {
            return new String(noted(), java.nio.charset.StandardCharsets.UTF_8).contains("open 198.18.0." + host + " ");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void attempts_count_on_after_a_restart() {
        start(log);
        append(log, line(1));
        flush(log, 9);
        scanner.close();
        append(log, line(2) + line(3));
        start(log);
        append(log, line(1) + line(2));
        awaitBan(1);
        awaitBan(2);
        flush(log, 8);
        assertThat(isBanned(3)).isFalse();
    }

    @Test
    void who_died_goes_on_with_what_was_counted_at_the_place_that_was_noted() throws IOException {
        start(log);
        append(log, line(1));
        flush(log, 9);
        box.clock.forward(Duration.ofSeconds(11));
        await().until(() -> isNoted(1));
        byte[] noted = noted();
        append(log, line(2));
        flush(log, 8);
        die(noted);

        start(log);
        flush(log, 7);
        assertThat(isBanned(1)).isFalse();
        assertThat(isBanned(2)).isFalse();
        append(log, line(1) + line(2));
        awaitBan(1);
        awaitBan(2);
    }

    @Test
    void a_log_that_is_read_anew_is_counted_anew() throws IOException {
        start(log);
        append(log, line(1) + line(2));
        flush(log, 9);
        scanner.close();
        Files.copy(log, folder.resolve("copy"));
        Files.move(folder.resolve("copy"), log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        append(log, line(2));
        start(log);
        awaitBan(2);
        flush(log, 8);
        assertThat(isBanned(1)).isFalse();
        append(log, line(1));
        awaitBan(1);
    }

    @Test
    void a_second_log_that_tells_the_same_counts_nothing_twice() throws IOException {
        Path second = folder.resolve("full");
        append(second, line(1));
        start(log);
        append(log, line(1));
        flush(log, 9);
        scanner.close();
        box.clock.forward(Duration.ofSeconds(30));
        start(log, second);
        flush(log, 8);
        flush(second, 7);
        assertThat(isBanned(1)).as("by one attempt in two logs").isFalse();
    }

    @Test
    void a_restart_does_not_bring_back_what_was_pardoned() throws IOException {
        start(log);
        append(log, line(1));
        box.clock.forward(Duration.ofSeconds(11));
        await().until(() -> isNoted(1));
        append(log, line(1));
        awaitBan(1);
        await().until(() ->
                box.store.read(book -> book.bans(box.clock.instant(), 9)).size() == 1);
        box.gate.ask(Bans.unban(AddressRange.parse("198.18.0.1"), "cli root"));
        box.clock.forward(Duration.ofSeconds(1));
        await().until(() -> !isNoted(1));
        die(noted());

        start(log);
        flush(log, 8);
        assertThat(isBanned(1)).isFalse();
    }

    @Test
    void many_logs_are_followed_at_once() {
        Path[] logs = new Path[20];
        for (int i = 0; i < logs.length; i++) logs[i] = folder.resolve("log" + i);
        start(logs);
        for (int i = 0; i < logs.length; i++) append(logs[i], line(i + 1));
        for (int i = 0; i < logs.length; i++) append(logs[(i + 7) % logs.length], line(i + 1));
        for (int i = 0; i < logs.length; i++) awaitBan(i + 1);
    }

    @Test
    void who_is_unbanned_is_judged_anew_and_who_is_banned_is_known_after_a_start() {
        start(log);
        flush(log, 1);
        await().until(() ->
                box.store.read(book -> book.bans(box.clock.instant(), 9)).size() == 1);
        box.gate.ask(Bans.unban(AddressRange.parse("198.18.0.1"), "cli root"));
        assertThat(isBanned(1)).isFalse();
        flush(log, 1);
        await().until(() ->
                box.store.read(book -> book.bans(box.clock.instant(), 9)).size() == 1);
        scanner.close();
        start(log);
        append(log, line(1) + line(1));
        flush(log, 2);
        await().until(() ->
                box.store.read(book -> book.bans(box.clock.instant(), 9)).size() == 2);
    }
}
