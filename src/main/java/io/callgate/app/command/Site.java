package io.callgate.app.command;

import io.callgate.app.config.Config;

/** What can be done on this machine without asking the program that may run on it. */
public interface Site {

    Config config();

    Console console();

    /** Serves until it is told to stop. */
    void serve();

    /** Brings the schema of the book to this program's; how many versions it went up. */
    int migrate();
}
