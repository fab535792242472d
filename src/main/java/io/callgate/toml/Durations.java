package io.callgate.toml;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90s}, {@code 10m}, {@code 1h}, {@code 7d}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    /** @throws IllegalArgumentException for anything but 1 s to 100 years in one unit */
    public static Duration parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches())
            throw new IllegalArgumentException("must be a duration: a number and s, m, h or d, like 90s, 10m, 1h, 1d");
        long number = Long.parseLong(m.group(1));
        Duration duration =
                switch (m.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (duration.isZero() || duration.compareTo(LONGEST) > 0)
            throw new IllegalArgumentException("must be a duration from 1s to " + LONGEST.toDays() + "d");
        return duration;
    }

    /** As {@link #parse} reads it, in the largest unit that says it exactly. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) return seconds / 86_400 + "d";
        if (seconds % 3600 == 0) return seconds / 3600 + "h";
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
