package io.callgate.gate;

import io.callgate.core.Rules;
import io.callgate.kit.Repeats;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command in the queue, with what became of it. Its future completes only when the whole batch is true. */
final class Waiting<R> {

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);
    private static final Repeats FAILURES = Repeats.withTrace(log::error);

    final CompletableFuture<R> answer = new CompletableFuture<>();
    private final Command<R> command;
    private R result;
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean touches;
    private boolean saved;

    Waiting(Command<R> command) {
        this.command = command;
    }

    /** Wakes the writer, and is nothing to do. */
    static Waiting<Void> nothing() {
        return new Waiting<>(null);
    }

    boolean isNothing() {
        return command == null;
    }

    /** Runs the command as a part of the transaction of its own; the ranges it touched, none if it failed. */
    Touched run(Store.Transaction tx, Rules rules, Instant now) {
        try {
            return tx.part(book -> {
                UnitOfWork work = new UnitOfWork(book, rules, now);
                result = command.run(work);
                touches = !work.touched().isEmpty();
                return work.touched();
            });
        } catch (RuntimeException e) {
            // Undone alone, so that it does not take its neighbours along. If the transaction itself is broken, its
            // commit
            // fails, and with it all of them.
            if (!(e instanceof Refusal)) FAILURES.say("a command failed and changed nothing", e);
            failure = Optional.of(e);
            return Touched.NOTHING;
        }
    }

    /** What came of it, if the book has it, whether the kernel follows or not. */
    Optional<R> saved() {
        return saved ? Optional.of(result) : Optional.empty();
    }

    void tell(Optional<String> fault) {
        saved = failure.isEmpty();
        if (failure.isPresent()) fail(failure.get());
        else if (touches && fault.isPresent()) fail(new NotEnforced(fault.get()));
        else answer.complete(result);
    }

    void fail(Throwable e) {
        answer.completeExceptionally(e);
    }
}
