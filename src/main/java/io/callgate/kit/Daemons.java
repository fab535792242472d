package io.callgate.kit;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no program from ending, each with a name by which a thread dump tells whose it is. */
public final class Daemons {

    private Daemons() {}

    /** One that does {@code task}, and is not started yet. */
    public static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes them for an executor. */
    public static ThreadFactory named(String name) {
        return task -> thread(name, task);
    }
}
