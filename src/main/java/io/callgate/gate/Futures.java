package io.callgate.gate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting for answers of the gate. */
public final class Futures {

    private Futures() {}

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
