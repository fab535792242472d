package io.callgate.app.box;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Sends the log to standard error, one line a record. */
public final class Logging {

    /** Held here, because the log manager forgets the levels of loggers that nobody holds. */
    private static final Logger ROOT;

    /** What we say ourselves; the libraries below it tell of every connection that they open. */
    private static final Logger OURS;

    /** The pool warns of each connection that broke, and advises; we say what failed by it. */
    private static final Logger POOL;

    /** It warns of each answer that comes too late or fits no question; we say what became of the question. */
    private static final Logger DNS;

    static {
        // Before the first logger is asked for.
        System.setProperty("java.util.logging.manager", UntilTheEnd.class.getName());
        ROOT = Logger.getLogger("");
        OURS = Logger.getLogger("io.callgate");
        POOL = Logger.getLogger("com.zaxxer.hikari");
        DNS = Logger.getLogger("org.xbill.DNS");
    }

    private Logging() {}

    /** For a command: only what goes wrong. A java.util.logging.config.file is respected. */
    public static void begin() {
        if (System.getProperty("java.util.logging.config.file") != null) return;
        for (Handler handler : ROOT.getHandlers()) ROOT.removeHandler(handler);
        Handler stderr = new Flushing(LogLine.forJournal(Optional.ofNullable(System.getenv("JOURNAL_STREAM"))));
        stderr.setLevel(Level.ALL);
        ROOT.addHandler(stderr);
        ROOT.setLevel(Level.WARNING);
        POOL.setLevel(Level.SEVERE);
        DNS.setLevel(Level.SEVERE);
    }

    /** For the daemon: what happens, too. */
    public static void verbose() {
        if (System.getProperty("java.util.logging.config.file") == null) OURS.setLevel(Level.INFO);
    }

    /** The JDK's closes all handlers when the JVM begins to stop, and with them the log of how the program stops. */
    public static final class UntilTheEnd extends LogManager {
        @Override
        public void reset() {
            // Nothing of what was set up is ever taken back.
        }
    }

    private static final class Flushing extends StreamHandler {
        Flushing(LogLine format) {
            super(new FileOutputStream(FileDescriptor.err), format);
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }
    }
}
