package io.callgate.gate;

import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transaction whose commit nobody answered: what became of it is found out before anything else is written. */
final class UnknownOutcome {

    private static final Logger log = LoggerFactory.getLogger(UnknownOutcome.class);

    private final Store store;
    private final KernelLane lane;
    private Optional<Transaction> unknown = Optional.empty();

    private record Transaction(String id, List<Waiting<?>> batch) {}

    UnknownOutcome(Store store, KernelLane lane) {
        this.store = store;
        this.lane = lane;
    }

    boolean isAny() {
        return unknown.isPresent();
    }

    void is(String id, List<Waiting<?>> batch) {
        unknown = Optional.of(new Transaction(id, batch));
    }

    /**
     * Finds out what became of it. A transaction of our own before that: whatever is still under way at the book is then through.
     *
     * @throws StoreException if that cannot be found out yet
     */
    void resolve() {
        if (unknown.isEmpty()) return;
        Transaction asked = unknown.get();
        store.write(tx -> {});
        boolean kept = store.has(asked.id);
        unknown = Optional.empty();
        log.warn(
                "of {} commands was unknown whether they were saved: they {}",
                asked.batch.size(),
                kept ? "were" : "were not");
        if (!kept) return;
        lane.call(() -> {
            asked.batch.forEach(Waiting::saved);
            return true;
        });
    }
}
