package io.callgate.gate;

import com.google.common.collect.Comparators;
import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.Rules;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Offence;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where anything changes: decides, commits, enforces, and only then tells.
 *
 * <p>One thread does it all, for whatever waits in the queue at once: one transaction of the book, one transaction of the
 * kernel. A command's future completes when both are done. If the book fails, the command fails and nothing was changed. If
 * the kernel fails after the book, it fails with {@link NotEnforced}: the book stands, and the gate converges the kernel
 * until it follows.
 */
public final class Gate implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);
    private static final Repeats FAULTS = Repeats.withTrace(log::error);
    private static final Repeats UNSAVED = new Repeats(log::error);
    private static final int BATCH = 256;
    private static final int QUEUE = 10_000;
    /** The share of its time that the writer may spend on entering bans while offenders come. */
    private static final int SHARE = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** How long the kernel is left alone when there is nothing to do. */
    private static final Duration LOOK_FOR_CHANGES = Duration.ofMillis(200);

    private final Store store;
    private final Firewall firewall;
    private final Supplier<Rules> rules;
    private final InstantSource clock;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    /** What the writer's thread has to do besides commands: it needs no transaction, and works while the book is down. */
    private final Queue<Runnable> chores = new ConcurrentLinkedQueue<>();

    private final Tampering tampering = new Tampering();
    private final Verdicts verdicts;
    private final Noting noting;
    private final Receipts receipts = new Receipts();
    private final Follower follower;
    private final Thread writer = new Thread(this::loop, "gate");
    /** When bans were entered into the book last, and for how long that is left alone. */
    private Instant enteredAt = Instant.EPOCH;

    private Duration enterAgain = Duration.ZERO;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private volatile boolean closing;
    private volatile Runnable onMail = () -> {};
    private volatile Consumer<AddressRange> onUnbanned = range -> {};
    private volatile Runnable onDoors = () -> {};

    public Gate(Store store, Firewall firewall, Supplier<Rules> rules, InstantSource clock) {
        this.store = store;
        this.firewall = firewall;
        this.rules = rules;
        this.clock = clock;
        this.verdicts = new Verdicts(firewall, rules);
        this.noting = new Noting(store, firewall);
        this.follower = new Follower(store, firewall, clock, tampering, verdicts);
        writer.setDaemon(true);
    }

    /**
     * Converges the kernel to the book and starts to serve.
     *
     * @throws StoreException if the book cannot be read, or {@link FirewallException} if the kernel refuses it
     */
    public Gate start() {
        writer.start();
        Futures.get(ready);
        return this;
    }

    /** Called on the gate's thread after each change that left mails to send. Must not block. */
    public void onMail(Runnable listener) {
        onMail = listener;
    }

    /**
     * Called on the gate's thread with each range that is no longer banned because somebody said so, or was to be shut out and
     * was not, because a grant lets it in. Must not block.
     */
    public void onUnbanned(Consumer<AddressRange> listener) {
        onUnbanned = listener;
    }

    /**
     * Called on the gate's thread when what somebody knocks with or rings at has changed, or who may, before the one who
     * changed it is told. Must not block. What another program changes in the book is not told.
     */
    public void onDoors(Runnable listener) {
        onDoors = listener;
    }

    /**
     * Shuts offenders out: first in the kernel, then, as soon as it takes them, in the book. Returns at once; the future
     * completes when the kernel was told.
     */
    public CompletableFuture<Void> shutOut(Collection<Offence> offences) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (closing) throw shuttingDown();
        chores.add(() -> {
            follower.enforce(offences, onUnbanned);
            done.complete(null);
        });
        wake();
        return done;
    }

    /** Goes the way of {@link #shutOut} up to the kernel, and shuts nobody out. Returns at once. */
    public void rehearse(Offence offence) {
        if (closing) return;
        chores.add(() -> follower.rehearse(offence));
        shutOut(List.of());
    }

    /**
     * Called on the gate's thread each time that the kernel was brought in line with the whole book, which is every few
     * seconds, with what the book said. Must not block, nor keep what may be large for longer than it takes to look at it.
     */
    public void onConverged(Consumer<Snapshot> listener) {
        follower.onConverged(listener);
    }

    /**
     * Queues a command. The future fails with {@link Refusal} (a rule), {@link StoreException} (nothing was changed) or
     * {@link NotEnforced} (saved, but the kernel has not followed yet).
     */
    public <R> CompletableFuture<R> submit(Command<R> command) {
        Waiting<R> waiting = new Waiting<>(command);
        if (closing) waiting.fail(shuttingDown());
        else if (!queue.offer(waiting))
            waiting.fail(new Refusal(QUEUE + " changes wait already; try again in a moment"));
        // The writer may have looked at the queue for the last time just before.
        else if (closing && queue.remove(waiting)) waiting.fail(shuttingDown());
        return waiting.answer;
    }

    /** As {@link #submit}, waiting for the answer and throwing what it fails with. */
    public <R> R ask(Command<R> command) {
        return Futures.get(submit(command));
    }

    /**
     * Reads the book on a snapshot, on the caller's thread.
     *
     * @throws StoreException if it cannot be reached
     */
    public <R> R read(Function<BookView, R> work) {
        return store.read(work);
    }

    /**
     * Does something with the firewall on the one thread that may, and returns its answer. Needs no book.
     *
     * @throws FirewallException as {@code work} does, or {@link Refusal} if the gate is closing
     */
    public <R> R withFirewall(Function<Firewall, R> work) {
        return chore(() -> work.apply(firewall));
    }

    /**
     * Converges the kernel now, whatever was believed of it; how many elements had to change.
     *
     * @throws StoreException if the book cannot be read, {@link FirewallException} if the kernel refuses it, or {@link
     *     Refusal} if the gate is closing
     */
    public int restore() {
        return chore(() -> {
            int changes = follower.converge();
            onMail.run();
            return changes;
        });
    }

    private <R> R chore(Supplier<R> work) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Runnable chore = () -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        };
        if (closing) throw shuttingDown();
        chores.add(chore);
        if (closing && chores.remove(chore)) throw shuttingDown();
        wake();
        return Futures.get(answer);
    }

    private static Refusal shuttingDown() {
        return new Refusal("callgate is shutting down; try again in a moment");
    }

    /** A full queue keeps the writer awake anyway. */
    private void wake() {
        queue.offer(Waiting.nothing());
    }

    /** Mails up to this id tell of what the kernel does already, and may be sent. */
    public long releasedMail() {
        return follower.releasedMail();
    }

    /** Why the kernel does not follow the book at the moment, if it does not. */
    public Optional<String> fault() {
        return follower.fault();
    }

    public InstantSource clock() {
        return clock;
    }

    /** The present rules. */
    public Rules rules() {
        return rules.get();
    }

    /** Finishes what is queued and stops. The kernel keeps what it holds. */
    @Override
    public void close() {
        closing = true;
        try (store;
                firewall) {
            wake();
            Uninterruptibles.joinUninterruptibly(writer);
        }
    }

    private void loop() {
        try {
            follower.converge();
            onMail.run();
            ready.complete(null);
        } catch (RuntimeException | Error e) {
            ready.completeExceptionally(e);
            return;
        }
        while (!closing || !queue.isEmpty()) {
            List<Waiting<?>> batch = next();
            try {
                doChores();
                if (!batch.isEmpty()) process(batch);
                if (!closing) lookAround(batch.isEmpty());
            } catch (RuntimeException | Error e) {
                FAULTS.say("a fault in the gate; it goes on, and looks at the kernel anew", e);
                follower.doubt();
                batch.forEach(waiting -> waiting.fail(e));
            }
        }
        doChores();
        enterRest();
    }

    /** A ban that only the kernel knows would be taken out of it at the next start. */
    private void enterRest() {
        Optional<Command<Runnable>> rest = verdicts.rest();
        while (rest.isPresent() && enter(rest.get(), Runnable::run, () -> log.warn("bans are not in the book yet")))
            rest = verdicts.rest();
    }

    private void doChores() {
        for (Runnable chore = chores.poll(); chore != null; chore = chores.poll()) chore.run();
    }

    private List<Waiting<?>> next() {
        List<Waiting<?>> batch = new ArrayList<>();
        try {
            Waiting<?> first = queue.poll(closing ? 0 : LOOK_FOR_CHANGES.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) return batch;
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
            batch.removeIf(Waiting::isNothing);
        } catch (InterruptedException e) {
            log.warn("the gate was interrupted and goes on: only close() ends it");
        }
        return batch;
    }

    private void process(List<Waiting<?>> batch) {
        Instant now = now();
        Rules current = rules.get();
        Snapshot[] written = {null};
        Touched[] all = {Touched.NOTHING};
        try {
            store.write(tx -> {
                receipts.sign(tx, now);
                follower.begin(tx.revision());
                Touched touched = Touched.NOTHING;
                for (Waiting<?> waiting : batch) touched = touched.and(waiting.run(tx, current, now));
                written[0] = Snapshot.of(tx, touched, now);
                all[0] = touched;
            });
        } catch (RuntimeException e) {
            UNSAVED.say("nothing of " + batch.size() + " commands was saved: " + e);
            batch.forEach(waiting -> waiting.fail(e));
            return;
        }
        // Not before: a commit that failed, or whose answer was lost, is another's change, and looked after as such.
        follower.follow(written[0]);
        written[0].bans().each((range, end) -> {
            if (end <= now.toEpochMilli()) onUnbanned.accept(range);
        });
        if (all[0].doors()) onDoors.run();
        for (Waiting<?> waiting : batch) waiting.tell(follower.fault());
        if (follower.isInLine()) onMail.run();
    }

    private void lookAround(boolean idle) {
        long released = follower.releasedMail();
        follower.look(idle);
        // What they have to look up from time to time is then not looked up while somebody waits for it.
        if (idle) rules.get();
        if (follower.releasedMail() != released) onMail.run();
        tampering.report(now()).ifPresent(telling -> enter(telling, byMail -> tampering.told(byMail, now()), () -> {}));
        noting.report(now()).ifPresent(entering -> enter(entering, entered -> {}, () -> {}));
        if (Duration.between(enteredAt, clock.instant()).abs().compareTo(enterAgain) >= 0)
            verdicts.report(now()).ifPresent(this::enterBans);
    }

    /** Not one by one while they trickle in: while the book takes some, the next offender has to wait for the kernel. */
    private void enterBans(Command<Runnable> entering) {
        Instant began = clock.instant();
        enter(entering, Runnable::run, () -> verdicts.failed(now()));
        enteredAt = clock.instant();
        Duration pause = Duration.between(began, enteredAt).abs().multipliedBy(SHARE);
        enterAgain = verdicts.rest().isPresent() ? Duration.ZERO : Comparators.min(pause, LONGEST_PAUSE);
    }

    /** Has a command of the gate's own done, and then, when the book has it, what follows from its answer. */
    private <R> boolean enter(Command<R> command, Consumer<R> then, Runnable otherwise) {
        Waiting<R> waiting = new Waiting<>(command);
        process(List.of(waiting));
        waiting.saved().ifPresentOrElse(then, otherwise);
        return waiting.saved().isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
