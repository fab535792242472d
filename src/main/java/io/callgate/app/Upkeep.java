package io.callgate.app;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.app.trial.BookTrial;
import io.callgate.kit.Daemons;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program that runs looks after every second: whether PINs can be checked and the book takes changes, trials that are over,
 * and what the box loads when it starts.
 */
final class Upkeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private final Repeats faults = Repeats.withTrace(log::error);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Program program;
    private final BookTrial bookTrial;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(Daemons.named("upkeep"));

    private Upkeep(Program program) {
        this.program = program;
        this.bookTrial = new BookTrial(program.gate(), program::bookFault);
    }

    static Upkeep start(Program program) {
        Upkeep upkeep = new Upkeep(program);
        program.standing().keep();
        upkeep.worker.scheduleWithFixedDelay(upkeep::look, 0, 1, TimeUnit.SECONDS);
        return upkeep;
    }

    /** What fails is said, and tried again. */
    private void look() {
        try {
            program.tryLogin();
            bookTrial.makeIfDue();
            program.standing().rollBackIfOver();
            program.standing().writeBootIfDue();
        } catch (RuntimeException e) {
            faults.say("cannot look after the firewall, trying again every second", e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        if (!Uninterruptibles.awaitTerminationUninterruptibly(worker, PATIENCE)) log.warn("upkeep does not end");
    }
}
