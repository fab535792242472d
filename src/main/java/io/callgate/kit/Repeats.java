package io.callgate.kit;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Lines of one kind that somebody may cause as often as he likes: the first is said at once, and what follows it within a
 * minute in one line, with its number and the last of it. Nothing is left out in silence, and nothing fills the log.
 */
public final class Repeats {

    static final Duration PACE = Duration.ofMinutes(1);

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Consumer<String> log;
    private final BiConsumer<Duration, Runnable> later;
    private boolean pausing;
    private long more;
    private String last = "";
    private boolean bad;

    /** @param log where a line goes, such as {@code log::warn} */
    public Repeats(Consumer<String> log) {
        this(log, (time, task) -> TIMER.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param later runs a task after that time */
    Repeats(Consumer<String> log, BiConsumer<Duration, Runnable> later) {
        this.log = log;
        this.later = later;
    }

    private static ScheduledThreadPoolExecutor timer() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "repeats");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** It happened, once more or for the first time. */
    public synchronized void say(String line) {
        bad = true;
        if (pausing) {
            more++;
            last = line;
        } else {
            pause();
            log.accept(line);
        }
    }

    /** All is well: true when something had been said since the last time, so that it is worth a line. */
    public synchronized boolean over() {
        boolean was = bad;
        bad = false;
        return was;
    }

    private void pause() {
        pausing = true;
        later.accept(PACE, this::sum);
    }

    private synchronized void sum() {
        pausing = false;
        if (more == 0) return;
        String sum = more == 1 ? last : last + " (" + more + " times within a minute)";
        more = 0;
        last = "";
        pause();
        log.accept(sum);
    }
}
