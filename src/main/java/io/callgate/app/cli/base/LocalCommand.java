package io.callgate.app.cli.base;

import picocli.CommandLine.Command;

/** A command that its own process carries out. */
@Command
public abstract class LocalCommand {

    /** @throws RuntimeException when it was refused or failed; the message is for whoever gave the command */
    public abstract void run(LocalMachine site);

    /** Whether it opens the book, or other files of the daemon's. */
    public boolean opensFiles() {
        return false;
    }

    /** Whether it goes on until it is told to stop. */
    public boolean lasts() {
        return false;
    }
}
