package io.callgate.store;

import io.callgate.gate.port.BookFault;
import io.callgate.store.dialect.Trouble;
import java.time.InstantSource;
import java.util.Optional;

/** What was last found out about the book by using it. */
final class Health {

    private final InstantSource clock;
    private volatile Optional<BookFault> fault = Optional.empty();

    Health(InstantSource clock) {
        this.clock = clock;
    }

    /** A fault that goes on keeps the moment when it was first seen. */
    synchronized void ill(Trouble trouble) {
        var since = fault.filter(f -> f.kind() == trouble.kind())
                .map(BookFault::since)
                .orElseGet(clock::instant);
        fault = Optional.of(new BookFault(trouble.kind(), since, trouble.what()));
    }

    /** A change was kept. */
    void well() {
        if (fault.isPresent()) fault = Optional.empty();
    }

    Optional<BookFault> fault() {
        return fault;
    }
}
