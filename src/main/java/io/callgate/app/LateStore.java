package io.callgate.app;

import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A book that may not be there yet: it is opened by whoever asks it first, and again by whoever asks later, until it is there. */
final class LateStore implements Store {

    /** Who asks so soon after somebody else need not wait for the same. */
    private static final Duration SOON = Duration.ofMillis(900);

    private final Supplier<Store> opening;
    private final InstantSource clock;
    private volatile Optional<Store> opened = Optional.empty();
    private Optional<StoreException> failure = Optional.empty();
    private Instant failedAt = Instant.EPOCH;
    private volatile Optional<BookFault> absence = Optional.empty();
    private boolean closed;

    LateStore(Supplier<Store> opening, InstantSource clock) {
        this.opening = opening;
        this.clock = clock;
    }

    /** @throws StoreException when it is not there */
    Store open() {
        Optional<Store> there = opened;
        return there.isPresent() ? there.get() : tryToOpen();
    }

    private synchronized Store tryToOpen() {
        if (opened.isPresent()) return opened.get();
        if (closed) throw new StoreException("the book is closed");
        boolean soon = !Pace.isDue(failedAt, clock.instant(), SOON);
        if (soon && failure.isPresent()) throw new StoreException(failure.get().getMessage(), failure.get());
        try {
            opened = Optional.of(opening.get());
            return opened.get();
        } catch (StoreException e) {
            failure = Optional.of(e);
            failedAt = clock.instant();
            Instant since = absence.map(BookFault::since).orElse(failedAt.truncatedTo(ChronoUnit.SECONDS));
            absence = Optional.of(new BookFault(BookFault.Kind.SILENT, since, e.getMessage()));
            throw e;
        }
    }

    @Override
    public void write(Consumer<Transaction> work) {
        open().write(work);
    }

    @Override
    public <T> T read(Function<BookView, T> work) {
        return open().read(work);
    }

    @Override
    public boolean has(String id) {
        return open().has(id);
    }

    @Override
    public Optional<BookFault> fault() {
        return opened.map(Store::fault).orElse(absence);
    }

    /** Whoever is opening it just now is not waited for for ever: that has a deadline. */
    @Override
    public synchronized void close() {
        closed = true;
        opened.ifPresent(Store::close);
    }
}
