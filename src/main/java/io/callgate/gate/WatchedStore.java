package io.callgate.gate;

import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store of which is known, without asking it, whether what was last asked of it failed; and that can be asked in passing. */
final class WatchedStore implements Store {

    private final Store store;
    private final InstantSource clock;
    private final ExecutorService prober = Executors.newSingleThreadExecutor(Daemons.named("book-probe"));
    private CompletableFuture<Void> probe = CompletableFuture.completedFuture(null);
    /** The one for which somebody has waited in vain: nobody else waits for it. */
    private volatile CompletableFuture<Void> late = probe;

    private volatile Instant probedAt = Instant.EPOCH;
    private volatile Optional<Silence> unread = Optional.empty();
    private volatile Optional<Silence> unwritten = Optional.empty();

    WatchedStore(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Since when the book fails, and why. */
    Optional<Silence> silence() {
        return unread.or(() -> unwritten);
    }

    /** Since when it cannot even be read. */
    Optional<Silence> unread() {
        return unread;
    }

    /** @throws StoreException if the book does not answer within {@code patience} */
    void requireAnswer(Duration patience) {
        CompletableFuture<Void> asked = probe();
        try {
            asked.get(asked == late ? 0 : patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failed) throw failed;
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            late = asked;
            Instant since = unread.map(Silence::since).orElse(probedAt);
            unread = Optional.of(unread.orElse(new Silence(since, "it does not answer")));
            throw new StoreException("the book has not answered since " + since + " ("
                    + unread.get().why() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while the book was asked");
        }
    }

    /** One at a time: a book that does not answer is not asked more and more. */
    private synchronized CompletableFuture<Void> probe() {
        if (!probe.isDone()) return probe;
        probedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        probe = CompletableFuture.runAsync(() -> read(BookView::revision), prober);
        return probe;
    }

    @Override
    public void write(Consumer<Transaction> work) {
        try {
            store.write(work);
            unread = Optional.empty();
            unwritten = Optional.empty();
        } catch (StoreException e) {
            unwritten = longer(unwritten, e);
            throw e;
        }
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        return reading(() -> store.read(work));
    }

    @Override
    public boolean has(String id) {
        return reading(() -> store.has(id));
    }

    private <T> T reading(Supplier<T> work) {
        try {
            T result = work.get();
            unread = Optional.empty();
            return result;
        } catch (StoreException e) {
            unread = longer(unread, e);
            throw e;
        }
    }

    private Optional<Silence> longer(Optional<Silence> before, StoreException e) {
        Instant since =
                before.map(Silence::since).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
        return Optional.of(new Silence(since, e.getMessage()));
    }

    @Override
    public Optional<BookFault> fault() {
        return store.fault();
    }

    @Override
    public void close() {
        prober.shutdownNow();
        store.close();
    }
}
