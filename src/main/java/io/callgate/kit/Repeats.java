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

    private final BiConsumer<String, Throwable> log;
    private final BiConsumer<Duration, Runnable> later;
    private boolean pausing;
    private long more;
    private String last = "";
    private Throwable cause;
    private boolean bad;

    /** @param log where a line goes, such as {@code log::warn} */
    public Repeats(Consumer<String> log) {
        this((line, cause) -> log.accept(line), Repeats::schedule);
    }

    private static void schedule(Duration time, Runnable task) {
        TIMER.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Of faults that nobody foresaw: each line that is said comes with a stack trace. */
    public static Repeats withTrace(BiConsumer<String, Throwable> log) {
        return new Repeats(log, Repeats::schedule);
    }

    /** @param later runs a task after that time */
    Repeats(BiConsumer<String, Throwable> log, BiConsumer<Duration, Runnable> later) {
        this.log = log;
        this.later = later;
    }

    private static ScheduledThreadPoolExecutor timer() {
        return new ScheduledThreadPoolExecutor(1, Daemons.named("repeats"));
    }

    /** It happened, once more or for the first time. */
    public void say(String line) {
        say(line, null);
    }

    /** It happened, for that reason. */
    public synchronized void say(String line, Throwable why) {
        bad = true;
        if (pausing) {
            more++;
            last = line;
            cause = why;
        } else {
            pause();
            log.accept(line, why);
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
        Throwable why = cause;
        more = 0;
        last = "";
        cause = null;
        pause();
        log.accept(sum, why);
    }
}
