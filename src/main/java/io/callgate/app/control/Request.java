package io.callgate.app.control;

import java.util.List;

/**
 * A command for the running program.
 *
 * @param book the URL of the book that the configuration of whoever asks names
 * @param args the command line, without the program's name
 * @param input what the command reads from its standard input, possibly empty
 * @param sessions who is connected where it was given, as {@link io.callgate.core.arm.Sessions#text} writes it; empty for a
 *     command that does not ask
 */
public record Request(String book, List<String> args, String input, String sessions) {

    public Request(String book, List<String> args, String input) {
        this(book, args, input, "");
    }

    /** Its input may be a PIN. */
    @Override
    public String toString() {
        return String.join(" ", args);
    }
}
