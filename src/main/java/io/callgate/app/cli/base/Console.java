package io.callgate.app.cli.base;

import io.callgate.kit.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command prints and reads. Text from outside cannot steer the terminal: what is not printable becomes {@code ?}.
 *
 * @param isTerminal whether somebody sits there who can be asked
 */
public record Console(PrintStream out, PrintStream err, InputStream in, boolean isTerminal) {

    private static final int LONGEST_INPUT = 256;

    /** Without anybody to ask. */
    public Console(PrintStream out, PrintStream err, InputStream in) {
        this(out, err, in, false);
    }

    public void line(String text) {
        out.println(Printable.clean(text));
    }

    /** Text with line breaks and tabs of our own. */
    public void lines(String text) {
        text.replace("\t", "    ").lines().forEach(this::line);
    }

    public void error(String text) {
        err.println("callgate: " + Printable.clean(text.strip().replaceAll("\\s*\\R\\s*", "; ")));
    }

    /** The same, printing to {@code other}. */
    public Console printingTo(PrintStream other) {
        return new Console(other, err, in, isTerminal);
    }

    /** The same, with {@code input} to read. */
    public Console reading(String input) {
        return new Console(out, err, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    /** All of the input. */
    public String readAll() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line of the input, without its end; empty when there is none. */
    public Optional<String> readLine() throws IOException {
        byte[] bytes = new byte[LONGEST_INPUT];
        int length = 0;
        for (int b = in.read(); b >= 0 && b != '\n' && length < bytes.length; b = in.read()) bytes[length++] = (byte) b;
        String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return line.isEmpty() ? Optional.empty() : Optional.of(line.replaceFirst("\r$", ""));
    }
}
