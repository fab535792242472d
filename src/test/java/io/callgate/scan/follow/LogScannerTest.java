package io.callgate.scan.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.scan.Scanned;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogScannerTest {

    private static final String LINE =
            "[2026-11-22 10:27:43] NOTICE[1] manager.c: 203.0.113.7 failed to authenticate as 'bob'\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 64, 1000, 131072})
    void a_partial_line_waits_for_its_rest(int piece) {
        assertThat(Scanned.of(bytes("harmless\n" + LINE.repeat(50)), piece).addresses())
                .hasSize(50);
        assertThat(Scanned.of(bytes(LINE.strip()), piece).addresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 65536, 131072})
    void a_line_that_is_too_long_is_passed_over_and_counted(int piece) {
        Scanned scanned = Scanned.of(bytes(LINE + LINE.strip() + "x".repeat(300_000) + "\n" + LINE), piece);

        assertThat(scanned.addresses()).hasSize(2);
        assertThat(scanned.counters().cut()).isEqualTo(1);
        assertThat(scanned.counters().lines()).isEqualTo(3);
    }

    @Test
    void what_follows_a_cut_log_begins_a_line() {
        Scanned scanned = new Scanned(ZoneId.of("UTC"));
        scanned.read(bytes("[2026-11-22 10:27:43] NOTICE[1] mana"), 100).restart();

        assertThat(scanned.read(bytes(LINE), 100).addresses()).hasSize(1);
    }

    @Test
    void windows_line_ends_do_not_matter() {
        assertThat(Scanned.of(LINE.replace("\n", "\r\n")).addresses()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "[2026-11-22 10:27:43.673], Europe/Berlin, 2026-11-22T09:27:43.673Z",
        "[2026-07-22 10:27:43.6], Europe/Berlin, 2026-07-22T08:27:43.600Z",
        "[2026-11-22 10:27:43], America/St_Johns, 2026-11-22T13:57:43Z",
        "[Nov 22 10:27:43], UTC, 2026-11-22T10:27:43Z",
        "[Nov  2 10:27:43], UTC, 2026-11-02T10:27:43Z",
        "[Dec 31 23:59:59], UTC, 2025-12-31T23:59:59Z",
        "[2026-11-22T10:27:43.673+0100], America/New_York, 2026-11-22T09:27:43.673Z",
        "[2026-11-22T10:27:43.673456-05:00], UTC, 2026-11-22T15:27:43.673Z",
        "[2026-11-22T10:27:43Z], Asia/Tokyo, 2026-11-22T10:27:43Z",
        "[2026-Nov-22 10:27:43], UTC, 2026-11-22T10:27:43Z",
        "[2024-02-29 00:00:00], UTC, 2024-02-29T00:00:00Z",
        "[2026-02-31 00:00:00], UTC, 2026-11-22T12:00:00Z",
        "[2026-11-22 25:27:43], UTC, 2026-11-22T12:00:00Z",
        "1795343263.673, Asia/Tokyo, 2026-11-22T10:27:43.673Z"
    })
    void times_are_read_in_every_form(String time, String zone, String expected) {
        String line = time + LINE.substring(LINE.indexOf(']') + 1);

        Scanned scanned = new Scanned(ZoneId.of(zone)).read(bytes(line), 1000);

        assertThat(scanned.failures)
                .singleElement()
                .extracting(f -> Instant.ofEpochMilli(f.atMillis()))
                .isEqualTo(Instant.parse(expected));
    }

    @Test
    void times_of_the_same_second_differ_in_their_milliseconds() {
        String log =
                LINE.replace("43]", "43.100]") + LINE.replace("43]", "43.2]") + LINE + LINE.replace("43]", "43+0100]");

        assertThat(Scanned.of(log).failures)
                .extracting(f -> Instant.ofEpochMilli(f.atMillis()).toString())
                .containsExactly(
                        "2026-11-22T10:27:43.100Z",
                        "2026-11-22T10:27:43.200Z",
                        "2026-11-22T10:27:43Z",
                        "2026-11-22T09:27:43Z");
    }

    @Test
    void the_hour_that_summer_time_repeats_is_its_first() {
        String line = LINE.replace("2026-11-22 10:27:43", "2026-10-25 02:30:00");

        assertThat(new Scanned(ZoneId.of("Europe/Berlin"))
                        .read(bytes(line + line.replace("02:30", "03:30")), 1000)
                        .failures)
                .extracting(f -> Instant.ofEpochMilli(f.atMillis()).toString())
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z");
    }
}
