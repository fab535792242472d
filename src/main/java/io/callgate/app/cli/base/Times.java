package io.callgate.app.cli.base;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Moments and lengths of time as they are printed: UTC in ISO 8601, and the two largest units. */
public final class Times {

    private Times() {}

    public static String iso(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public static Optional<String> iso(Optional<Instant> moment) {
        return moment.map(Times::iso);
    }

    public static String until(Optional<Instant> end) {
        return end.map(Times::iso).orElse("somebody ends it");
    }

    public static String length(Duration time) {
        Duration t = time.isNegative() ? Duration.ZERO : time;
        if (t.toDays() > 0) return t.toDays() + "d " + t.toHoursPart() + "h";
        if (t.toHours() > 0) return t.toHours() + "h " + t.toMinutesPart() + "m";
        if (t.toMinutes() > 0) return t.toMinutes() + "m " + t.toSecondsPart() + "s";
        return t.toSeconds() + "s";
    }
}
