package io.callgate.app.doctor;

import java.util.Locale;

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

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String subject, String meaning) {
        return new Finding(Level.OK, subject, meaning, "");
    }

    static Finding note(String subject, String meaning, String remedy) {
        return new Finding(Level.NOTE, subject, meaning, remedy);
    }

    static Finding problem(String subject, String meaning, String remedy) {
        return new Finding(Level.PROBLEM, subject, meaning, remedy);
    }
}
