package io.callgate.gate;

import java.nio.file.Path;

/**
 * What outlives the program without the book.
 *
 * @param unentered what the kernel was told and the book was not
 * @param promised whom is owed a mail
 */
public record Journals(Journal unentered, Journal promised) implements AutoCloseable {

    /** Such as keep nothing. */
    public static Journals none() {
        return new Journals(Journal.none(), Journal.none());
    }

    /** In a directory, which must be there. */
    public static Journals in(Path directory) {
        return new Journals(
                Journal.in(directory.resolve("unentered.journal"), "bans that are not in the book"),
                Journal.in(directory.resolve("promised.journal"), "mails that callers were promised"));
    }

    @Override
    public void close() {
        try (unentered;
                promised) {
            // Both, whatever comes of the first.
        }
    }
}
