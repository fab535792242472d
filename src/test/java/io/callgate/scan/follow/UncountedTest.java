package io.callgate.scan.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.jail.Jail;
import io.callgate.testing.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log tells that does not count is said. */
class UncountedTest {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Box box;
    private Path log;
    private Scanner scanner;

    @BeforeEach
    void open() throws IOException {
        box = new Box(Files.createDirectory(folder.resolve("box")));
        log = folder.resolve("auth.log");
    }

    @AfterEach
    void close() {
        scanner.close();
        box.close();
    }

    private void start() {
        Jail jail = new Jail(5, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));
        scanner = new Scanner(
                        box.gate,
                        jail,
                        List.of(log),
                        List.of(),
                        log -> ZoneOffset.UTC,
                        folder.resolve("scanned"),
                        box.clock)
                .start();
        // It rehearses when it has begun: what comes from then on is news.
        await().until(() -> box.firewall.rehearsals() > 0);
    }

    private void append(String line) throws IOException {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String sshd(Duration age, String words) {
        return TIME.format(box.clock.instant().minus(age)) + " pbx sshd[7]: " + words;
    }

    private static final String FAILED = "Failed password for root from 198.18.0.9 port 4711 ssh2";

    private Uncounted.Case awaitCase(Uncounted.Why why) {
        await().until(() -> scanner.uncounted().stream().anyMatch(one -> one.why() == why));
        assertThat(scanner.uncounted()).hasSize(1);
        return scanner.uncounted().get(0);
    }

    @Test
    void a_failure_under_a_header_that_nobody_knows_is_shown() throws IOException {
        start();
        append("the box\u001b[2J says: sshd, " + FAILED);
        Uncounted.Case strange = awaitCase(Uncounted.Why.STRANGE);
        assertThat(strange.text())
                .isEqualTo(log + ": 1 lines look like failures, under a header of no writer that is known:"
                        + " the box?[2J says: sshd, " + FAILED);
        assertThat(strange.remedy()).contains("callgate scan " + log + " --explain");
    }

    @Test
    void a_time_an_hour_ago_is_asked_about_its_zone() throws IOException {
        start();
        append(sshd(Duration.ofMinutes(61), FAILED));
        assertThat(awaitCase(Uncounted.Why.OLD).example())
                .isEqualTo("61 minutes ago: is this log in another time zone?");
        assertThat(scanner.failures()).isZero();
    }

    @Test
    void a_time_that_no_zone_explains_is_said_all_the_same() throws IOException {
        start();
        append(sshd(Duration.ofMinutes(23), FAILED));
        assertThat(awaitCase(Uncounted.Why.OLD).example()).isEqualTo("23 minutes ago");
    }

    @Test
    void a_time_to_come_counts_as_now_and_is_said() throws IOException {
        start();
        append(sshd(Duration.ofMinutes(-121), FAILED));
        assertThat(awaitCase(Uncounted.Why.AHEAD).example())
                .isEqualTo("121 minutes ahead: is this log in another time zone?");
        await().until(() -> scanner.failures() == 1);
    }

    @Test
    void a_failure_without_an_address_is_shown() throws IOException {
        start();
        append(sshd(Duration.ZERO, "Failed password for root from pool-7.example.org port 4711 ssh2"));
        assertThat(awaitCase(Uncounted.Why.NO_ADDRESS).example()).contains("pool-7.example.org");
    }

    @Test
    void what_was_there_before_is_no_clock_that_is_wrong() throws IOException {
        append(sshd(Duration.ofHours(5), FAILED));
        append("the box says: sshd, " + FAILED);
        start();
        append(sshd(Duration.ZERO, FAILED));
        await().until(() -> scanner.failures() == 1);
        assertThat(scanner.uncounted()).isEmpty();
    }

    @Test
    void it_is_told_at_once_and_then_once_a_minute() {
        start();
        long[] now = {Instant.parse("2026-11-28T12:00:00Z").toEpochMilli()};
        Uncounted uncounted = new Uncounted(log, Duration.ofMinutes(10), () -> now[0], failure -> {});
        byte[] line = "strange".getBytes();
        uncounted.strange(line, 0, line.length);
        assertThat(uncounted.report())
                .singleElement()
                .asString()
                .contains(": 1 lines")
                .endsWith("strange");
        uncounted.strange(line, 0, line.length);
        uncounted.strange(line, 0, line.length);
        assertThat(uncounted.report()).isEmpty();
        now[0] += 60_000;
        assertThat(uncounted.report()).singleElement().asString().contains(": 2 lines");
        now[0] += 60_000;
        assertThat(uncounted.report()).isEmpty();
    }

    @Test
    void what_is_off_by_a_zone_counts_and_is_said() throws IOException {
        start();
        for (int i = 0; i < 5; i++) append(sshd(Duration.ofHours(-2), FAILED));
        await().until(() -> box.firewall.bannedUntil("198.18.0.9") > 1);
        assertThat(scanner.uncounted()).singleElement().satisfies(one -> {
            assertThat(one.why()).isEqualTo(Uncounted.Why.MOVED);
            assertThat(one.example()).isEqualTo("120 minutes ahead");
            assertThat(one.remedy()).contains("scan.zone = { \"" + log + "\" = \"UTC\" }");
        });
    }

    @Test
    void an_hour_old_in_another_zone_is_now() throws IOException {
        start();
        for (int i = 0; i < 5; i++) append(sshd(Duration.ofHours(1), FAILED));
        await().until(() -> box.firewall.bannedUntil("198.18.0.9") > 1);
    }

    @Test
    void an_old_log_that_is_copied_in_bans_nobody() throws IOException {
        start();
        StringBuilder old = new StringBuilder();
        for (int i = 0; i < 100; i++)
            old.append(sshd(Duration.ofHours(1).plusSeconds(40 * (100 - i)), FAILED))
                    .append('\n');
        append(old.toString().strip());
        await().until(() ->
                scanner.uncounted().stream().mapToLong(Uncounted.Case::times).sum() == 100);
        assertThat(scanner.failures()).isZero();
    }

    @Test
    void what_stood_there_before_keeps_its_time() throws IOException {
        for (int i = 0; i < 5; i++) append(sshd(Duration.ofHours(1), FAILED));
        start();
        append(sshd(Duration.ZERO, FAILED));
        await().until(() -> scanner.failures() == 1);
        assertThat(box.firewall.bannedUntil("198.18.0.9")).isLessThanOrEqualTo(1);
    }

    @Test
    void what_comes_after_a_log_was_cut_is_no_history() throws IOException {
        append("x".repeat(10_000));
        start();
        Files.writeString(log, "");
        append(sshd(Duration.ofMinutes(61), FAILED));
        assertThat(awaitCase(Uncounted.Why.OLD).times()).isEqualTo(1);
    }
}
