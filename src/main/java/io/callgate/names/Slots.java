package io.callgate.names;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets so many things be under way at once; what comes beyond waits its turn, and holds up no thread. */
final class Slots {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;
    private boolean starting;

    Slots(int free) {
        this.free = free;
    }

    /** Begins {@code work} when there is room; what it comes to. */
    <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(() -> begin(work).whenComplete((value, fault) -> {
                free();
                if (fault == null) answer.complete(value);
                else answer.completeExceptionally(fault);
            }));
        }
        start();
        return answer;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void free() {
        synchronized (this) {
            free++;
        }
        start();
    }

    /** One by one, and not one within another: thousands that end as soon as they begin must not fill the stack. */
    private void start() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().run();
            } finally {
                synchronized (this) {
                    starting = false;
                }
            }
        }
    }

    private synchronized Optional<Runnable> next() {
        if (starting || free == 0 || waiting.isEmpty()) return Optional.empty();
        starting = true;
        free--;
        return Optional.of(waiting.remove());
    }
}
