package io.callgate.gate;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Futures;
import io.callgate.kit.Pace;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the book: decides and commits what waits together in one transaction, has the kernel lane make it
 * true, and only then tells. What the kernel lane did before the book, it enters. It may wait for the book, which has a deadline
 * for everything; the kernel lane never waits for it.
 */
final class BookLane {

    private static final Logger log = LoggerFactory.getLogger(BookLane.class);
    private static final Repeats FAULTS = Repeats.withTrace(log::error);
    private static final Repeats UNSAVED = new Repeats(log::error);
    private static final int BATCH = 256;
    private static final int QUEUE = 10_000;
    private static final Duration TURN = Duration.ofMillis(200);

    /** So long bans are not entered while more come: whoever finds offenders has the processor first. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private final WatchedStore store;
    private final KernelLane lane;
    private final OffenderBans offenders;
    private final Convergence convergence;
    private final Tampering tampering;
    private final Noting noting;
    private final Promises promises;
    private final Supplier<Rules> rules;
    private final InstantSource clock;
    private final Listeners listeners;
    private final Receipts receipts = new Receipts();
    private final UnknownOutcome unknown;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    /** What needs no transaction of its own. */
    private final Queue<Runnable> chores = new ConcurrentLinkedQueue<>();

    private final Thread thread = Daemons.thread("book", this::loop);
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile boolean closing;

    /** When the book knew all bans last. */
    private Instant enteredAt = Instant.EPOCH;

    /** How many had come when that was looked at last. */
    private long come;

    private Instant triedAt = Instant.EPOCH;

    BookLane(
            WatchedStore store,
            KernelLane lane,
            OffenderBans offenders,
            Convergence convergence,
            Tampering tampering,
            Noting noting,
            Promises promises,
            Supplier<Rules> rules,
            InstantSource clock,
            Listeners listeners) {
        this.store = store;
        this.lane = lane;
        this.unknown = new UnknownOutcome(store, lane);
        this.offenders = offenders;
        this.convergence = convergence;
        this.tampering = tampering;
        this.noting = noting;
        this.promises = promises;
        this.rules = rules;
        this.clock = clock;
        this.listeners = listeners;
    }

    /** Returns when the kernel follows: the book, or, while that is silent, what it holds. */
    void start(Runnable withoutBook) {
        chores.add(() -> begin(withoutBook));
        thread.start();
        Futures.get(ready);
    }

    private void begin(Runnable withoutBook) {
        try {
            try {
                convergence.converge();
            } catch (StoreException e) {
                log.error("the book is silent, so the kernel goes on with what it holds: {}", e.getMessage());
                convergence.unread(e);
                withoutBook.run();
            }
            listeners.messagesReleased();
            ready.complete(null);
        } catch (RuntimeException | Error e) {
            closing = true;
            ready.completeExceptionally(e);
        }
    }

    <R> Waiting<R> submit(Command<R> command) {
        Waiting<R> waiting = new Waiting<>(command);
        if (closing) waiting.fail(Gate.shuttingDown());
        else if (!queue.offer(waiting))
            waiting.fail(new Refusal(QUEUE + " changes wait already; try again in a moment"));
        // It may have looked at the queue for the last time just before.
        else if (closing && queue.remove(waiting)) waiting.fail(Gate.shuttingDown());
        return waiting;
    }

    /** Does {@code work} on this lane, and returns its answer or throws what it throws. */
    <R> R call(Supplier<R> work) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Runnable chore = Futures.task(work, answer);
        if (closing) throw Gate.shuttingDown();
        chores.add(chore);
        if (closing && chores.remove(chore)) throw Gate.shuttingDown();
        wake();
        return Futures.get(answer);
    }

    /** A full queue keeps the lane awake anyway. */
    void wake() {
        queue.offer(Waiting.nothing());
    }

    /** Finishes what is queued, enters what it can, and ends. */
    void close() {
        closing = true;
        wake();
        Uninterruptibles.joinUninterruptibly(thread);
    }

    private void loop() {
        doChores();
        while (!closing || !queue.isEmpty()) {
            List<Waiting<?>> batch = next();
            try {
                doChores();
                if (!batch.isEmpty()) process(batch);
                if (!closing) lookAround(batch.isEmpty());
            } catch (RuntimeException | Error e) {
                FAULTS.say("a fault in the book lane; it goes on, and reads the book anew", e);
                convergence.doubt();
                batch.forEach(waiting -> waiting.fail(e));
            }
        }
        doChores();
        enterRest();
    }

    private void doChores() {
        for (Runnable chore = chores.poll(); chore != null; chore = chores.poll()) chore.run();
    }

    private List<Waiting<?>> next() {
        List<Waiting<?>> batch = new ArrayList<>();
        try {
            Waiting<?> first = queue.poll(closing ? 0 : TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) return batch;
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
            batch.removeIf(Waiting::isNothing);
        } catch (InterruptedException e) {
            log.warn("the book lane was interrupted and goes on: only close() ends it");
        }
        return batch;
    }

    private void process(List<Waiting<?>> all) {
        List<Waiting<?>> batch = all.stream().filter(Waiting::take).toList();
        if (batch.isEmpty()) return;
        Instant now = now();
        Rules current = rules.get();
        WantedKernel[] written = {null};
        ChangedRanges[] changed = {ChangedRanges.NOTHING};
        String[] id = {""};
        try {
            unknown.resolve();
            store.write(tx -> {
                id[0] = receipts.sign(tx, now);
                convergence.begin(tx.revision());
                ChangedRanges ranges = ChangedRanges.NOTHING;
                for (Waiting<?> waiting : batch) ranges = ranges.and(waiting.run(tx, current, now));
                written[0] = WantedKernel.of(tx, current.bans(), ranges, now);
                changed[0] = ranges;
            });
        } catch (OutcomeUnknown e) {
            unknown.is(id[0], batch);
            convergence.doubt();
            UNSAVED.say("nobody knows whether " + batch.size() + " commands were saved: " + e.getMessage());
            for (Waiting<?> waiting : batch) {
                waiting.explanation().ifPresent(promise -> promises.make(promise, now));
                waiting.fail(e);
            }
            return;
        } catch (RuntimeException e) {
            UNSAVED.say("nothing of " + batch.size() + " commands was saved: " + e);
            batch.forEach(waiting -> waiting.fail(e));
            return;
        }
        // Not before: a commit that failed, or whose answer was lost, is another's change, and looked after as such.
        convergence.follow(written[0], () -> batch.forEach(Waiting::saved));
        written[0].bans().each((range, end) -> {
            if (end <= now.toEpochMilli()) listeners.spared(range);
        });
        if (changed[0].doors()) listeners.doorsChanged();
        for (Waiting<?> waiting : batch) waiting.tell(convergence.fault());
        if (convergence.isInLine()) listeners.messagesReleased();
    }

    private void lookAround(boolean idle) {
        long released = convergence.releasedMessage();
        convergence.look(idle);
        // What they have to look up from time to time is then not looked up while somebody waits for it.
        if (idle) rules.get();
        if (convergence.releasedMessage() != released) listeners.messagesReleased();
        if (store.unread().isPresent()) return;
        Instant now = now();
        if (unknown.isAny() && Pace.isDue(triedAt, now, TRY_EVERY)) tryToResolve(now);
        // Not before what is under way is known, which is what they are to be told.
        if (promises.isAny()
                && !unknown.isAny()
                && Pace.isDue(triedAt, now, TRY_EVERY)
                && !promises.keep(telling -> enter(telling, told -> {}))) triedAt = now;
        tampering.report(now).ifPresent(telling -> enter(telling, told -> tampering.told(told, now())));
        noting.report(now).ifPresent(entering -> enter(entering, entered -> {}));
        if (offenders.isWaiting() && isTimeForBans() && Pace.isDue(triedAt, now, TRY_EVERY)) enterBans();
    }

    private void tryToResolve(Instant now) {
        try {
            unknown.resolve();
        } catch (StoreException e) {
            triedAt = now;
            UNSAVED.say("it cannot be found out yet what was saved: " + e.getMessage());
        }
    }

    /** Not one by one while they come, each of which wakes the lane. */
    private boolean isTimeForBans() {
        long before = come;
        come = offenders.come();
        return come == before || Pace.isDue(enteredAt, clock.instant(), LONGEST_WAIT);
    }

    private void enterBans() {
        if (!enterSome()) triedAt = now();
        if (!offenders.isWaiting()) enteredAt = clock.instant();
    }

    private boolean enterSome() {
        OffenderBans.Entering some = lane.call(offenders::toEnter);
        return enter(new EnterUnentered(some), entered -> offenders.entered(some, now()));
    }

    /** What stays is in the journal. */
    private void enterRest() {
        while (offenders.isWaiting() && store.unread().isEmpty() && !unknown.isAny())
            if (!enterSome()) {
                log.warn("bans are not in the book yet; the journal has them");
                return;
            }
    }

    /** Has a command of the gate's own done, and what follows from its answer, on the kernel lane, when the book has it. */
    private <R> boolean enter(Command<R> command, Consumer<R> onSaved) {
        Waiting<R> waiting = new Waiting<>(command, onSaved);
        process(List.of(waiting));
        return waiting.isSaved();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
