package io.callgate.kit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Waiting for answers of the gate. */
public final class Futures {

    private Futures() {}

    /** Does {@code work}, and completes {@code answer} with what it answers or throws. */
    public static <R> Runnable task(Supplier<R> work, CompletableFuture<R> answer) {
        return () -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        };
    }

    /** The answer; throws what it failed with as it was thrown, and not wrapped. */
    public static <R> R get(CompletableFuture<R> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }
}
