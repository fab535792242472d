package io.callgate.app.cli.base;

import io.callgate.app.config.Config;
import io.callgate.app.doctor.Finding;
import java.util.List;

/** What can be done on this machine without asking the program that may run on it. */
public interface LocalMachine {

    Config config();

    Console console();

    /** What there is to say of this machine, and of callgate on it. */
    List<Finding> examine();

    /** Serves until it is told to stop. */
    void serve();

    /** Brings the schema of the book to this program's; how many versions it went up. */
    int migrate();
}
