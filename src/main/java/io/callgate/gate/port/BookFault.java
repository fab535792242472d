package io.callgate.gate.port;

import java.time.Instant;

/**
 * What keeps the book from being kept, at the moment.
 *
 * @param since when that was first seen
 * @param what a sentence about it, which may quote the database
 */
public record BookFault(Kind kind, Instant since, String what) {

    /** What an administrator has to look after; each is a different remedy. */
    public enum Kind {
        /** It does not answer, or somebody holds it locked. */
        SILENT("it does not answer"),
        FULL("its disk is full"),
        READ_ONLY("it is read-only"),
        /** Its file is another one than that which was opened. */
        REPLACED("it was replaced"),
        GONE("it is gone"),
        /** It answers, and takes nothing all the same. */
        REFUSES("it takes nothing");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** Of the book, as a clause. */
        public String meaning() {
            return meaning;
        }
    }

    @Override
    public String toString() {
        return kind.meaning() + " since " + since + ": " + what;
    }
}
