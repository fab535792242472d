package io.callgate.gate.outbox;

import io.callgate.core.Refusal;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.Command;
import io.callgate.gate.Gate;
import io.callgate.gate.port.StoreException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What became of messages: kept, by id, until the book has it. */
final class Outcomes {

    private final Gate gate;
    private final EventKind givenUp;
    private final Map<Long, Command<Void>> unrecorded = new ConcurrentHashMap<>();

    /** @param givenUp as what the audit knows a message that was given up */
    Outcomes(Gate gate, EventKind givenUp) {
        this.gate = gate;
        this.givenUp = givenUp;
    }

    CompletableFuture<Void> sent(OutboxMessage message) {
        return record(message, work -> {
            work.book().messageSent(message.id(), work.now());
            return null;
        });
    }

    /** It was claimed, and not tried. */
    CompletableFuture<Void> putBack(OutboxMessage message) {
        return record(message, work -> {
            work.book().messageFailed(message.id(), Optional.of(work.now()), message.lastError());
            return null;
        });
    }

    CompletableFuture<Void> failed(OutboxMessage message, DeliveryFailure failure) {
        return record(message, work -> {
            Optional<Instant> next = Retries.next(message, failure.kind(), work.now());
            work.book().messageFailed(message.id(), next, failure.getMessage());
            if (next.isEmpty()) {
                String what = message.channel() + " " + message.id() + " to "
                        + message.message().to();
                work.record(new EventDraft(givenUp, "outbox").detail(what + ": " + failure.getMessage()));
            }
            return null;
        });
    }

    private CompletableFuture<Void> record(OutboxMessage message, Command<Void> command) {
        unrecorded.put(message.id(), command);
        return gate.submit(command).thenRun(() -> unrecorded.remove(message.id()));
    }

    /**
     * Tells the book again what it did not take.
     *
     * @throws StoreException or {@link Refusal} if it still does not
     */
    void recordAll() {
        for (Map.Entry<Long, Command<Void>> entry : unrecorded.entrySet()) {
            gate.ask(entry.getValue());
            unrecorded.remove(entry.getKey());
        }
    }

    /** Of which messages the book does not know what became. */
    Set<Long> unrecorded() {
        return unrecorded.keySet();
    }
}
