package io.callgate.scan.follow;

import io.callgate.core.failure.Failure;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.LogFormat;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why one line is a failed attempt, or none.
 *
 * @param writer who wrote it, as its header says; empty when that is nobody known
 * @param verdict {@code failure}, {@code no failure}, {@code ambiguous} or {@code no address}
 * @param why in a sentence
 * @param failure the record that comes of it
 */
public record Explanation(String writer, String verdict, String why, Optional<Failure> failure) {

    /**
     * Of a line by itself: lines before and behind it, which can make it ambiguous, are not known.
     *
     * @param filters what the administrator added
     * @param zone of a time that names none
     * @param readAt in milliseconds since the epoch: the time of a line that names none
     */
    public static Explanation of(byte[] line, List<Filter> filters, ZoneId zone, long readAt) {
        List<Failure> failures = new ArrayList<>();
        LineReader reader = new LineReader(filters, zone, failures::add);
        Reading found = reader.read(line, 0, line.length, line.length, LogFormat.ANY, readAt, true);
        Line read = reader.line();
        boolean nobody = read.source == Source.OTHER;
        String writer = nobody ? "" : Text.string(read.bytes, read.nameStart, read.nameEnd);
        return new Explanation(
                writer, verdict(found), found.why, failures.stream().findFirst());
    }

    private static String verdict(Reading found) {
        return switch (found.outcome) {
            case NONE -> "no failure";
            case FAILURE -> "failure";
            case AMBIGUOUS -> "ambiguous";
            case NO_ADDRESS -> "no address";
        };
    }
}
