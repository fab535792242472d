package io.callgate.gate;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.Rules;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    /** Put into the queue to end the wait for something to do. */
    private static final Waiting<Void> WAKE = new Waiting<>(work -> null);

    private static final int BATCH = 256;
    private static final int QUEUE = 10_000;
    private static final Duration LOOK_FOR_CHANGES = Duration.ofSeconds(1);
    private static final Duration CONVERGE_AGAIN = Duration.ofSeconds(10);

    private final Store store;
    private final Firewall firewall;
    private final Supplier<Rules> rules;
    private final InstantSource clock;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer = new Thread(this::loop, "gate");
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private volatile boolean closing;
    private volatile long releasedMail;
    private volatile Optional<String> fault = Optional.empty();
    private volatile Runnable onMail = () -> {};

    private boolean converged;
    private long revision;
    private Instant convergedAt = Instant.EPOCH;

    public Gate(Store store, Firewall firewall, Supplier<Rules> rules, InstantSource clock) {
        this.store = store;
        this.firewall = firewall;
        this.rules = rules;
        this.clock = clock;
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
     * Queues a command. The future fails with {@link Refusal} (a rule), {@link StoreException} (nothing was changed) or
     * {@link NotEnforced} (saved, but the kernel has not followed yet).
     */
    public <R> CompletableFuture<R> submit(Command<R> command) {
        Waiting<R> waiting = new Waiting<>(command);
        if (closing) waiting.fail(new Refusal("callgate is shutting down; try again in a moment"));
        else if (!queue.offer(waiting))
            waiting.fail(new Refusal(QUEUE + " changes wait already; try again in a moment"));
        return waiting.answer;
    }

    /** As {@link #submit}, waiting for the answer and throwing what it fails with. */
    public <R> R ask(Command<R> command) {
        return Futures.get(submit(command));
    }

    /** Reads the book on a snapshot, on the caller's thread. */
    public <R> R read(Function<BookView, R> work) {
        return store.read(work);
    }

    /** Does something with the firewall on the one thread that may, and returns its answer. */
    public <R> R withFirewall(Function<Firewall, R> work) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        ask(unit -> {
            // Within the queue for the sake of the thread; the kernel's answer is not part of the transaction.
            try {
                answer.complete(work.apply(firewall));
            } catch (FirewallException e) {
                answer.completeExceptionally(e);
            }
            return true;
        });
        return Futures.get(answer);
    }

    /** Converges the kernel now, whatever was believed of it; how many elements had to change. */
    public int restore() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        ask(unit -> {
            try {
                answer.complete(converge(unit.book(), unit.now()));
            } catch (FirewallException e) {
                notConverged(e);
                answer.completeExceptionally(e);
            }
            return true;
        });
        return Futures.get(answer);
    }

    /** Mails up to this id tell of what the kernel does already, and may be sent. */
    public long releasedMail() {
        return releasedMail;
    }

    /** Why the kernel does not follow the book at the moment, if it does not. */
    public Optional<String> fault() {
        return fault;
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
        queue.offer(new Waiting<>(work -> null)); // wakes the writer; a full queue keeps it awake anyway
        Uninterruptibles.joinUninterruptibly(writer);
        firewall.close();
        store.close();
    }

    private void loop() {
        try {
            store.write(tx -> {
                converge(tx, now());
                releasedMail = tx.lastMailId();
            });
            ready.complete(null);
        } catch (RuntimeException e) {
            ready.completeExceptionally(e);
            return;
        }
        while (!closing || !queue.isEmpty()) {
            List<Waiting<?>> batch = next();
            try {
                if (!batch.isEmpty()) process(batch);
                else if (!closing) idle();
            } catch (RuntimeException e) {
                log.error("a fault in the gate; it goes on, and looks at the kernel anew", e);
                converged = false;
                batch.forEach(waiting -> waiting.fail(e));
            }
        }
    }

    private List<Waiting<?>> next() {
        List<Waiting<?>> batch = new ArrayList<>();
        try {
            Waiting<?> first = queue.poll(closing ? 0 : LOOK_FOR_CHANGES.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) return batch;
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
            batch.remove(WAKE);
        } catch (InterruptedException e) {
            log.warn("the gate was interrupted and goes on: only close() ends it");
        }
        return batch;
    }

    private void process(List<Waiting<?>> batch) {
        Instant now = now();
        Rules current = rules.get();
        Map<AddressRange, Optional<Standing>> changed = new HashMap<>();
        long[] lastMail = {0};
        try {
            store.write(tx -> {
                // Another process changed the book: what it did is not in the kernel yet.
                if (tx.revision() != revision) converged = false;
                Set<AddressRange> touched = new LinkedHashSet<>();
                for (Waiting<?> waiting : batch) touched.addAll(waiting.run(tx, current, now));
                changed.putAll(standings(tx, touched, now));
                lastMail[0] = tx.lastMailId();
                revision = tx.revision();
            });
        } catch (RuntimeException e) {
            log.error("nothing of {} commands was saved: {}", batch.size(), e.toString());
            batch.forEach(waiting -> waiting.fail(e));
            return;
        }
        enforce(changed, now);
        if (converged) releasedMail = lastMail[0];
        for (Waiting<?> waiting : batch) waiting.tell(fault);
        if (converged) onMail.run();
    }

    private void enforce(Map<AddressRange, Optional<Standing>> changed, Instant now) {
        if (!converged) tryToConverge(now);
        if (!converged || changed.isEmpty()) return;
        List<Standing> standings = new ArrayList<>();
        changed.forEach((range, standing) -> standings.add(standing.orElseGet(() -> Standing.none(range))));
        try {
            firewall.apply(standings, now);
        } catch (FirewallException e) {
            notConverged(e);
        }
    }

    private void idle() {
        Instant now = now();
        boolean due = Duration.between(convergedAt, now).compareTo(CONVERGE_AGAIN) >= 0;
        try {
            if (converged && !due && store.read(BookView::revision) == revision) return;
        } catch (StoreException e) {
            log.warn("the book cannot be read: {}", e.getMessage());
            return;
        }
        tryToConverge(now);
    }

    private void tryToConverge(Instant now) {
        try {
            long[] lastMail = {0};
            store.write(tx -> {
                int mended = converge(tx, now);
                if (mended > 0) log.info("brought the kernel in line with the book: {} elements", mended);
                lastMail[0] = tx.lastMailId();
            });
            releasedMail = lastMail[0];
            onMail.run();
        } catch (FirewallException e) {
            notConverged(e);
        } catch (StoreException e) {
            log.warn("cannot converge without the book: {}", e.getMessage());
        }
    }

    private int converge(BookView book, Instant now) {
        Map<AddressRange, List<Grant>> byRange = new HashMap<>();
        for (Grant grant : book.grants(now))
            byRange.computeIfAbsent(grant.range(), r -> new ArrayList<>(1)).add(grant);
        Map<AddressRange, Instant> ended = book.endedSince(now.minus(Standing.AFTERMATH), now);
        ended.keySet().forEach(range -> byRange.computeIfAbsent(range, r -> List.of()));
        List<Standing> standings = new ArrayList<>(byRange.size());
        byRange.forEach((range, grants) -> Standing.of(range, grants, Optional.ofNullable(ended.get(range)), now)
                .ifPresent(standings::add));
        int changes = firewall.converge(standings, now);
        revision = book.revision();
        convergedAt = now;
        converged = true;
        if (fault.isPresent()) log.info("the kernel follows the book again");
        fault = Optional.empty();
        return changes;
    }

    private Map<AddressRange, Optional<Standing>> standings(
            BookView book, Collection<AddressRange> touched, Instant now) {
        Map<AddressRange, Optional<Standing>> standings = new HashMap<>();
        if (touched.isEmpty()) return standings;
        for (AddressRange range : touched) {
            // Whatever was touched just now may have lost a grant just now.
            standings.put(range, Standing.of(range, book.grants(range, now), Optional.of(now), now));
        }
        return standings;
    }

    private void notConverged(FirewallException e) {
        converged = false;
        fault = Optional.of(e.getMessage());
        log.error("the kernel does not follow the book, trying again every second: {}", e.getMessage());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
