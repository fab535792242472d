package io.callgate.scan.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of log lines: each form that logger.conf may be given, and what a log teaches of its own. */
class LogTimeTest {

    private static final long NOW = Instant.parse("2026-11-28T14:10:22Z").toEpochMilli();

    private static Instant read(LogTime time, String text) {
        byte[] in = Text.ascii(text);
        return Instant.ofEpochMilli(time.read(in, 0, in.length, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-28 14:10:21",
                "2026-11-28T14:10:21Z",
                "2026-11-28T15:10:21+01:00",
                "2026-11-28 15:10:21 +0100",
                "2026-11-28 15:10:21 CET",
                "2026-11-28 02:10:21 PM",
                "2026-11-28 02:10:21PM",
                "28/11/2026 14:10:21",
                "11/28/2026 02:10:21 pm",
                "28.11.2026 14:10:21",
                "28-11-2026 14:10:21",
                "28/11/26 14:10:21",
                "11/28/26 14:10:21",
                "26-11-28 14:10:21",
                "20261128 141021",
                "20261128-14:10:21",
                "20261128141021",
                "28112026 14:10:21",
                "14:10:21 28/11/2026",
                "Nov 28 02:10:21 PM",
                "Nov 28 14:10:21 2026",
                "28 Nov 2026 14:10:21",
                "28-Nov-2026 14:10:21",
                "28 November 2026 14:10:21",
                "Sat, 28 Nov 2026 15:10:21 +0100",
                "Saturday 28 November 2026 02:10:21 PM UTC",
                "Nov 28, 2026 14:10:21",
                "11-28 14:10:21",
                "28.11. 14:10:21",
                "14:10:21",
                "02:10:21 PM",
                "1795875021"
            })
    void every_form_of_a_date_is_the_moment_it_names(String text) {
        assertThat(read(new LogTime(ZoneOffset.UTC), text)).hasToString("2026-11-28T14:10:21Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"28/11/2026 14:10:21.250", "28.11.26 02:10:21,250 PM", "1795875021.250", "20261128 141021.25"})
    void fractions_of_a_second_count_in_every_form(String text) {
        assertThat(read(new LogTime(ZoneOffset.UTC), text)).hasToString("2026-11-28T14:10:21.250Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "28/13/2026 14:10:21",
                "31/02/2026 14:10:21",
                "2026-11-28 25:10:21",
                "2026-11-28 13:10:21 PM",
                "2026-11-28 00:10:21 AM",
                "28/11/2026/3 14:10:21",
                "2026-11-28",
                "what 14:10:21 is it",
                "14:10:21 +9959",
                "28/11/2026 14:10:21 -19:00",
                "999999999999999999999"
            })
    void what_is_no_time_is_the_moment_of_reading(String text) {
        assertThat(read(new LogTime(ZoneOffset.UTC), text)).isEqualTo(Instant.ofEpochMilli(NOW));
    }

    @Test
    void noon_and_midnight_are_told_apart() {
        LogTime time = new LogTime(ZoneOffset.UTC);
        assertThat(read(time, "2026-11-28 12:00:00 AM")).hasToString("2026-11-28T00:00:00Z");
        assertThat(read(time, "2026-11-28 12:00:00 PM")).hasToString("2026-11-28T12:00:00Z");
    }

    @Test
    void a_zone_whose_name_means_several_is_the_logs_own() {
        assertThat(read(new LogTime(ZoneId.of("Europe/London")), "2026-06-28 15:10:21 BST"))
                .hasToString("2026-06-28T14:10:21Z");
    }

    @Test
    void a_log_teaches_whether_the_day_or_the_month_comes_first() {
        LogTime time = new LogTime(ZoneOffset.UTC);
        assertThat(read(time, "20/10/2026 10:00:00")).hasToString("2026-10-20T10:00:00Z");
        // By itself the 8th of November, which is nearer.
        assertThat(read(time, "11/08/2026 10:00:00")).hasToString("2026-08-11T10:00:00Z");
        assertThat(read(new LogTime(ZoneOffset.UTC), "11/08/2026 10:00:00")).hasToString("2026-11-08T10:00:00Z");
    }
}
