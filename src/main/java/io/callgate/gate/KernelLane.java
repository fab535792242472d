package io.callgate.gate;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.Refusal;
import io.callgate.gate.port.Firewall;
import io.callgate.kit.Daemons;
import io.callgate.kit.Futures;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that touches the firewall. It does what it is given in order, and between that whatever the kernel's own notice
 * asks for; it never waits for the book, nor for a disk, nor for another thread.
 */
final class KernelLane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KernelLane.class);
    private static final Repeats FAULTS = Repeats.withTrace(log::error);

    /** Without a notice: what was read aside of very many bans, and what the kernel refused, has its turn. */
    private static final Duration TICK = Duration.ofMillis(200);

    private final Firewall firewall;
    private final Runnable look;
    private final Runnable doubt;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = Daemons.thread("kernel", this::loop);
    private volatile boolean resting;
    private volatile boolean closing;
    private volatile boolean ended;

    /**
     * @param look looks after the kernel when others may have changed it, and now and then
     * @param doubt is told of a fault after which nobody knows what the kernel holds
     */
    KernelLane(Firewall firewall, Runnable look, Runnable doubt) {
        this.firewall = firewall;
        this.look = look;
        this.doubt = doubt;
    }

    void start() {
        thread.start();
    }

    /**
     * Completes with what {@code work} answers, on this lane.
     *
     * @throws Refusal if the lane has ended, or ends before the work's turn
     */
    <R> CompletableFuture<R> submit(Supplier<R> work) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Runnable task = Futures.task(work, answer);
        if (ended) throw Gate.shuttingDown();
        tasks.add(task);
        // It may have looked for the last time just before.
        if (ended && tasks.remove(task)) throw Gate.shuttingDown();
        if (resting) firewall.wake();
        return answer;
    }

    /** As {@link #submit}, waiting for the answer and throwing what it fails with. */
    <R> R call(Supplier<R> work) {
        return Futures.get(submit(work));
    }

    private void loop() {
        while (!closing || !tasks.isEmpty()) {
            try {
                rest();
                doTasks();
                look.run();
            } catch (RuntimeException | Error e) {
                FAULTS.say("a fault in the kernel lane; it goes on, and looks at the kernel anew", e);
                doubt.run();
            }
        }
        ended = true;
        doTasks();
    }

    /** Who gives a task sees that it rests, or it sees the task. */
    private void rest() {
        resting = true;
        if (tasks.isEmpty() && !closing) firewall.await(TICK);
        resting = false;
    }

    private void doTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    /** Does what it was given, and ends. */
    @Override
    public void close() {
        closing = true;
        firewall.wake();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
