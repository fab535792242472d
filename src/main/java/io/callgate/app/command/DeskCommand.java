package io.callgate.app.command;

import picocli.CommandLine.Command;

/** A command about the book or the kernel: the running program carries it out, and this one only while none runs. */
@Command
public abstract class DeskCommand {

    /** @throws RuntimeException when it was refused or failed; the message is for whoever gave the command */
    public abstract void run(Desk desk);

    /** Whether it matters which book is asked; the kernel is the same for all. */
    public boolean needsBook() {
        return true;
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
