package io.callgate.gate;

import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.jail.Offence;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Futures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The only place where anything changes, in two lanes.
 *
 * <p>A command is decided, committed, enforced, and only then told: on the {@link BookLane}, for whatever waits at once, in one
 * transaction of the book and one of the kernel. If the book fails, the command fails and nothing was changed; if nobody knows, it
 * fails with {@link OutcomeUnknown}, and what is true is found out later. If the kernel fails after the book, it fails with {@link
 * NotEnforced}: the book stands, and the gate converges the kernel until it follows.
 *
 * <p>What must not wait for a book is done at once on the {@link KernelLane}, stands in the {@link Journal}, and is entered when
 * the book takes it.
 */
public final class Gate implements AutoCloseable {

    /** More than the book is read by at once: some wait for it. */
    private static final int READERS = 8;

    private static final int MOST_READINGS = 2_000;

    private final WatchedStore store;
    private final Firewall firewall;
    private final Supplier<Rules> rules;
    private final InstantSource clock;
    private final Journals journals;
    private final Promises promises;
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS,
            READERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_READINGS),
            Daemons.named("book-reader"));
    private final Listeners listeners = new Listeners();
    private final OffenderBans offenders;
    private final KernelFollower kernel;
    private final KernelLane lane;
    private final Convergence convergence;
    private final BookLane book;
    private volatile boolean closing;

    /** One that forgets what the book does not know when it ends. */
    public Gate(Store store, Firewall firewall, Supplier<Rules> rules, InstantSource clock) {
        this(store, firewall, rules, clock, Journals.none());
    }

    public Gate(Store store, Firewall firewall, Supplier<Rules> rules, InstantSource clock, Journals journals) {
        this.store = new WatchedStore(store, clock);
        this.firewall = firewall;
        this.rules = rules;
        this.clock = clock;
        this.journals = journals;
        promises = new Promises(journals.promised());
        readers.allowCoreThreadTimeOut(true);
        Tampering tampering = new Tampering();
        offenders = new OffenderBans(firewall, rules, journals.unentered());
        kernel = new KernelFollower(firewall, clock, tampering, offenders);
        lane = new KernelLane(firewall, kernel::look, kernel::doubt);
        convergence = new Convergence(this.store, lane, kernel, rules, clock, listeners::converged);
        Noting noting = new Noting(this.store, firewall, lane);
        book = new BookLane(
                this.store, lane, offenders, convergence, tampering, noting, promises, rules, clock, listeners);
    }

    /**
     * Brings the kernel in line with the book and starts to serve. While the book is silent, it goes on with what the kernel
     * holds and the journal says, and takes the book up when it comes.
     *
     * @throws FirewallException if the kernel refuses it
     */
    public Gate start() {
        lane.start();
        lane.call(() -> {
            offenders.replay();
            return true;
        });
        promises.replay();
        book.start(() -> lane.call(() -> {
            kernel.adopt();
            return true;
        }));
        return this;
    }

    /** Has {@code listener} hear of what is done from now on. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Shuts offenders out: first in the kernel, then, as soon as it takes them, in the book. Returns at once; the future
     * completes when the kernel was told.
     *
     * @throws Refusal if the gate is closing
     */
    public CompletableFuture<Void> shutOut(Collection<Offence> offences) {
        if (closing) throw shuttingDown();
        return lane.submit(() -> {
            kernel.enforce(offences, listeners::spared);
            book.wake();
            return null;
        });
    }

    /** Goes the way of {@link #shutOut} up to the kernel, and shuts nobody out. Returns at once. */
    public void rehearse(Offence offence) {
        if (closing) return;
        lane.submit(() -> {
            kernel.rehearse(offence);
            return null;
        });
    }

    /** What administrators may do at once, whether the book answers or not. */
    public ByHand byHand() {
        return new ByHand(this, firewall, lane, kernel, book::wake);
    }

    /**
     * Queues a command. The future fails with {@link Refusal} (a rule), {@link StoreException} (nothing was changed), {@link
     * OutcomeUnknown} (nobody knows) or {@link NotEnforced} (saved, but the kernel has not followed yet).
     */
    public <R> CompletableFuture<R> submit(Command<R> command) {
        return book.submit(command).answer;
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

    /** As {@link #read}, on a thread that may wait. The future also fails with {@link Refusal} when too many wait already. */
    public <R> CompletableFuture<R> reading(Function<BookView, R> work) {
        try {
            return CompletableFuture.supplyAsync(() -> store.read(work), readers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new Refusal("too many wait for the book already; try again in a moment"));
        }
    }

    /** Tells whoever gave {@code command}, and does not wait for its answer any more, what holds, when the book answers. */
    public void explain(Command<?> command) {
        command.ifUnknown().ifPresent(promise -> promises.make(promise, clock.instant()));
    }

    /** @throws StoreException if the book does not answer within {@code patience} */
    public void requireBook(Duration patience) {
        store.requireAnswer(patience);
    }

    /** Since when the book fails, and why, as far as that is known without asking it. */
    public Optional<Silence> silence() {
        return store.silence();
    }

    /**
     * Does something with the firewall on the one thread that may, and returns its answer. Needs no book, and must not ask it.
     *
     * @throws FirewallException as {@code work} does, or {@link Refusal} if the gate is closing
     */
    public <R> R withFirewall(Function<Firewall, R> work) {
        if (closing) throw shuttingDown();
        return lane.call(() -> work.apply(firewall));
    }

    /** What the book says the kernel is to hold; not while the gate reads it, too, for it may be large. */
    public WantedKernel wanted() {
        return book.call(
                () -> store.read(view -> WantedKernel.of(view, rules.get().bans(), clock.instant())));
    }

    /**
     * Converges the kernel now, whatever was believed of it; how many elements had to change.
     *
     * @throws StoreException if the book cannot be read, {@link FirewallException} if the kernel refuses it, or {@link
     *     Refusal} if the gate is closing
     */
    public int restore() {
        return book.call(() -> {
            int changes = convergence.converge();
            listeners.messagesReleased();
            return changes;
        });
    }

    static Refusal shuttingDown() {
        return new Refusal("callgate is shutting down; try again in a moment");
    }

    /** Messages of the outbox up to this id, of whichever channel, tell of what the kernel does already, and may be sent. */
    public long releasedMessage() {
        return convergence.releasedMessage();
    }

    /** Why the kernel does not follow the book at the moment, if it does not. */
    public Optional<String> fault() {
        return convergence.fault();
    }

    /** Why what the book does not know would not outlive the program, if so. */
    public Optional<String> journalFault() {
        return journals.unentered().fault().or(journals.promised()::fault);
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
        readers.shutdown();
        try (store;
                firewall;
                journals) {
            book.close();
            lane.close();
        }
    }
}
