package io.callgate.app;

import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Finds out from time to time, by doing it, whether PINs can be checked: nobody else may call for hours. */
final class LoginTrial {

    private static final Duration EVERY = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Runnable hash;
    private Instant last = Instant.EPOCH;
    private volatile Optional<String> fault = Optional.empty();

    /** @param hash does what a log-in does */
    LoginTrial(InstantSource clock, Runnable hash) {
        this.clock = clock;
        this.hash = hash;
    }

    void makeIfDue() {
        Instant now = clock.instant();
        if (!Pace.isDue(last, now, EVERY)) return;
        last = now;
        try {
            hash.run();
            fault = Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            // Of a class that Java gave up once.
            fault = Optional.of("PINs cannot be checked: " + e + "; systemctl restart callgate");
        }
    }

    /** Why nobody can log in, if so. */
    Optional<String> fault() {
        return fault;
    }
}
