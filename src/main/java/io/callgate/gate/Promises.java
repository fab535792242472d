package io.callgate.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mails that callers were promised who heard that it could not be confirmed. A promise outlives the program; it is made on
 * any thread, and kept on the book lane.
 */
final class Promises {

    private static final Logger log = LoggerFactory.getLogger(Promises.class);
    private static final int MOST = 10_000;

    private final Journal journal;
    private final Queue<TellOutcome> owed = new ConcurrentLinkedQueue<>();

    Promises(Journal journal) {
        this.journal = journal;
    }

    /** Takes up what an earlier program owed. */
    void replay() {
        for (JournalEntry entry : journal.read()) add(TellOutcome.of(entry));
        if (isAny()) log.warn("{} callers are still to be told what became of their calls", owed.size());
    }

    /** The same promise is made once. */
    synchronized void make(TellOutcome promise, Instant now) {
        if (add(promise)) journal.append(List.of(promise.entry(now)));
    }

    private boolean add(TellOutcome promise) {
        if (owed.contains(promise)) return false;
        if (owed.size() < MOST) return owed.add(promise);
        log.error("more than {} callers wait to be told what became of their calls", MOST);
        return false;
    }

    boolean isAny() {
        return !owed.isEmpty();
    }

    /** Keeps one after the other, up to the first that {@code tell} could not; whether all are kept. */
    boolean keep(Predicate<TellOutcome> tell) {
        for (Optional<TellOutcome> next = next(); next.isPresent(); next = next()) {
            if (!tell.test(next.get())) return false;
            owed.remove();
        }
        cut();
        return true;
    }

    /** Not of one that is made just now: it would be owed, and on no disk. */
    private synchronized void cut() {
        if (!isAny()) journal.cut();
    }

    private Optional<TellOutcome> next() {
        return Optional.ofNullable(owed.peek());
    }
}
