package io.callgate.testing;

import java.io.IOException;

/** Threads that pass bytes on until a connection ends. */
public final class Background {

    private Background() {}

    /** A step that ends when a connection does. */
    public interface Step {
        void run() throws IOException;
    }

    /** Runs it on a thread of its own, which is in the network namespace of the thread that calls. */
    public static void start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (IOException e) {
                return; // one side is gone, and so is the other
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
