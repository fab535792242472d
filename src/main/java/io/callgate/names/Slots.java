package io.callgate.names;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets so many things be under way at once; what comes beyond waits its turn, and holds up no thread. */
final class Slots {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Slots(int free) {
        this.free = free;
    }

    /** Begins {@code work} when there is room; what it comes to. */
    <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        take(() -> begin(work).whenComplete((value, fault) -> {
            free();
            if (fault == null) answer.complete(value);
            else answer.completeExceptionally(fault);
        }));
        return answer;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void take(Runnable task) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(task);
                return;
            }
            free--;
        }
        task.run();
    }

    private void free() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) free++;
        }
        if (next != null) next.run();
    }
}
