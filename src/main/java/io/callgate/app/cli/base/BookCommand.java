package io.callgate.app.cli.base;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** A command about the book or the kernel: the running program carries it out, and this one only while none runs. */
@Command
public abstract class BookCommand {

    /** @throws RuntimeException when it was refused or failed; the message is for whoever gave the command */
    public abstract void run(CommandContext desk);

    /** Whether it matters which book is asked; the kernel is the same for all. */
    public boolean needsBook() {
        return true;
    }

    /**
     * Asks whoever sits at the terminal for what the command line leaves out, before it is carried out anywhere.
     *
     * @return the answer as more words for the command line; none by default
     */
    public List<String> ask(Console console) {
        return List.of();
    }

    /**
     * What it takes along to where it is carried out, such as files that a daemon may not read; none by default.
     *
     * @throws RuntimeException when that cannot be had; the message is for whoever gave the command
     */
    public Optional<String> brings() {
        return Optional.empty();
    }

    /** The new file that it prints into, if not to its standard output. */
    public Optional<Path> into() {
        return Optional.empty();
    }

    /** Whether what it prints into that file is to be decoded first: base64, because answers are text. */
    public boolean printsBase64() {
        return false;
    }

    /** Whether it matters by which connection it was given, and who else is connected. */
    public boolean asksForSessions() {
        return false;
    }

    /** Whether it reads a line of its standard input. */
    public boolean reads() {
        return false;
    }
}
