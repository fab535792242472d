package io.callgate.app.trial;

import io.callgate.kit.Fault;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out from time to time, by doing it, whether PINs can be checked: nobody else may call for hours. */
public final class LoginTrial {

    private static final Logger log = LoggerFactory.getLogger(LoginTrial.class);
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Runnable hash;
    private Instant last = Instant.EPOCH;
    private final Fault fault = new Fault(log::error, log::info);

    /** @param hash does what a log-in does */
    public LoginTrial(InstantSource clock, Runnable hash) {
        this.clock = clock;
        this.hash = hash;
    }

    public void makeIfDue() {
        Instant now = clock.instant();
        if (!Pace.isDue(last, now, EVERY)) return;
        last = now;
        try {
            hash.run();
            fault.over("PINs can be checked again");
        } catch (RuntimeException | LinkageError e) {
            // Of a class that Java gave up once.
            fault.is("PINs cannot be checked: " + e + "; systemctl restart callgate");
        }
    }

    /** Why nobody can log in, if so. */
    public Optional<String> fault() {
        return fault.now();
    }
}
