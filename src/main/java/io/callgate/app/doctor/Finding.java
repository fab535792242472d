package io.callgate.app.doctor;

import java.util.Locale;
import java.util.Map;

/**
 * One thing that the doctor has to say.
 *
 * @param subject what it is about, in a word or two
 * @param meaning what it means for callgate
 * @param remedy what to do; empty when nothing is to be done
 */
public record Finding(Level level, String subject, String meaning, String remedy) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** Worth knowing; all works. */
        NOTE,
        /** Something does not work, or is open that should not be. */
        PROBLEM;

        private static Level of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * As a callgate that runs tells it.
     *
     * @throws IllegalArgumentException when that is no finding, or one of another version
     */
    static Finding of(Object said) {
        if (!(said instanceof Map<?, ?> row)) throw new IllegalArgumentException(said + " is no finding");
        return new Finding(
                Level.of(text(row, "level")), text(row, "subject"), text(row, "meaning"), text(row, "remedy"));
    }

    private static String text(Map<?, ?> row, String key) {
        if (row.get(key) instanceof String text) return text;
        throw new IllegalArgumentException("a finding has no " + key);
    }

    public static Finding ok(String subject, String meaning) {
        return new Finding(Level.OK, subject, meaning, "");
    }

    public static Finding note(String subject, String meaning, String remedy) {
        return new Finding(Level.NOTE, subject, meaning, remedy);
    }

    public static Finding problem(String subject, String meaning, String remedy) {
        return new Finding(Level.PROBLEM, subject, meaning, remedy);
    }
}
