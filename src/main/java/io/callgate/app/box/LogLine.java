package io.callgate.app.box;

import io.callgate.kit.text.Printable;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;

/**
 * A log record as one line, whatever its text holds. The journal gets a priority in front (sd-daemon(3)) and adds the time
 * itself; others get both from here. Only an error, which is a bug, brings its stack trace along, on the same line.
 */
final class LogLine extends Formatter {

    private final boolean journal;

    private LogLine(boolean journal) {
        this.journal = journal;
    }

    /** @param stream what systemd sets when standard error goes to the journal */
    static LogLine forJournal(Optional<String> stream) {
        return new LogLine(stream.isPresent());
    }

    @Override
    public String format(LogRecord record) {
        String source = String.valueOf(record.getLoggerName());
        String name = source.substring(source.lastIndexOf('.') + 1);
        String text = name + ": " + formatMessage(record) + thrown(record);
        return head(record) + Printable.escaped(text) + "\n";
    }

    private String head(LogRecord record) {
        int level = record.getLevel().intValue();
        if (journal) return "<" + priority(level) + ">";
        return record.getInstant().truncatedTo(ChronoUnit.MILLIS) + " " + word(level) + " ";
    }

    private static int priority(int level) {
        if (level >= Level.SEVERE.intValue()) return 3;
        if (level >= Level.WARNING.intValue()) return 4;
        return level >= Level.INFO.intValue() ? 6 : 7;
    }

    private static String word(int level) {
        if (level >= Level.SEVERE.intValue()) return "ERROR";
        if (level >= Level.WARNING.intValue()) return "WARN";
        return level >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String thrown(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown == null) return "";
        if (record.getLevel().intValue() < Level.SEVERE.intValue()) return ": " + thrown;
        StringBuilder trace = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause())
            trace.append(t == thrown ? ": " : " caused by ").append(t).append(frames(t));
        return trace.toString();
    }

    private static String frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(frame -> " at " + frame)
                .collect(Collectors.joining());
    }
}
