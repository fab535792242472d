package io.callgate.store.connection;

import io.callgate.kit.Daemons;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Gives each use of the book its deadline. None of them outlives it, whatever the database does. */
public final class Deadlines {

    private static final ScheduledThreadPoolExecutor ALARM = alarm();

    private final Duration patience;
    private final Runnable onPassed;
    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

    /** @param onPassed what is done besides when one passes; must not block */
    public Deadlines(Duration patience, Runnable onPassed) {
        this.patience = patience;
        this.onPassed = onPassed;
    }

    private static ScheduledThreadPoolExecutor alarm() {
        ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, Daemons.named("book-alarm"));
        alarm.setRemoveOnCancelPolicy(true);
        return alarm;
    }

    /** To be closed when the use is over, before its connection is. */
    public Deadline begin() {
        Deadline deadline = new Deadline(patience, running::remove);
        running.add(deadline);
        deadline.start(ALARM.schedule(() -> passes(deadline), patience.toMillis(), TimeUnit.MILLISECONDS));
        return deadline;
    }

    private void passes(Deadline deadline) {
        if (deadline.passes()) onPassed.run();
    }

    /** Breaks off whatever waits for the book. The connections may be closed then. */
    void breakOff() {
        for (Deadline deadline : running) {
            deadline.passes();
            deadline.lets();
        }
    }
}
