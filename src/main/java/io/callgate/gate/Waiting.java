package io.callgate.gate;

import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.gate.port.Store;
import io.callgate.kit.Repeats;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command in the queue, with what became of it. Its future completes only when the whole batch is true. */
public final class Waiting<R> {

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);
    private static final Repeats FAILURES = Repeats.withTrace(log::error);

    /** Can be cancelled only as long as nothing of it was carried out. */
    final CompletableFuture<R> answer = new CompletableFuture<>() {
        @Override
        public boolean cancel(boolean interrupting) {
            return take() && super.cancel(interrupting);
        }
    };

    private final Command<R> command;
    private R result;
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean touches;
    private boolean saved;
    private final Consumer<R> onSaved;
    private final AtomicBoolean taken = new AtomicBoolean();

    Waiting(Command<R> command) {
        this(command, result -> {});
    }

    /** @param onSaved done on the kernel lane when the book has it, before anything later is */
    Waiting(Command<R> command, Consumer<R> onSaved) {
        this.command = command;
        this.onSaved = onSaved;
    }

    /** Wakes the writer, and is nothing to do. */
    static Waiting<Void> nothing() {
        return new Waiting<>(null);
    }

    boolean isNothing() {
        return command == null;
    }

    /** Whether it is to be carried out. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Runs the command as a part of the transaction of its own; the ranges it touched, none if it failed. */
    ChangedRanges run(Store.Transaction tx, Rules rules, Instant now) {
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
            return ChangedRanges.NOTHING;
        }
    }

    /** The book has it, unless it failed by itself. */
    void saved() {
        saved = failure.isEmpty();
        if (saved) onSaved.accept(result);
    }

    boolean isSaved() {
        return saved;
    }

    /** What tells whoever gave the command what became of it, when it was told as unknown. */
    Optional<TellOutcome> explanation() {
        return failure.isEmpty() ? command.ifUnknown() : Optional.empty();
    }

    void tell(Optional<String> fault) {
        if (failure.isPresent()) fail(failure.get());
        else if (touches && fault.isPresent()) fail(new NotEnforced(fault.get()));
        else answer.complete(result);
    }

    void fail(Throwable e) {
        answer.completeExceptionally(e);
    }
}
