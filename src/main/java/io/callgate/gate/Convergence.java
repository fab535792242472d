package io.callgate.gate;

import com.google.common.collect.Comparators;
import io.callgate.core.Rules;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Pace;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the book for the kernel lane: after another process changed it, after the kernel refused something, and every few
 * seconds. On the book lane, so that what was read is handed over before what is committed later. Some of what it knows is read by
 * other threads.
 */
final class Convergence {

    private static final Logger log = LoggerFactory.getLogger(Convergence.class);
    private final Repeats unread = new Repeats(log::warn);
    /** Every so many times that there is nothing to do; counted, because clocks are set back. */
    private static final int LOOK_AT_BOOK = 5;

    private static final Duration CONVERGE_AGAIN = Duration.ofSeconds(10);
    /** The share of its time that the gate may spend on it: a book of a million bans takes seconds. */
    private static final int SHARE = 50;

    private final Store store;
    private final KernelLane lane;
    private final KernelFollower kernel;
    private final Supplier<Rules> rules;
    private final InstantSource clock;
    private final Consumer<WantedKernel> converged;

    private volatile long releasedMessage;

    /** Why the book cannot be read to bring the kernel in line with it, while that has to be. */
    private volatile Optional<String> fault = Optional.empty();

    /** Whether the kernel was told all that the book says, as far as is known here. */
    private boolean told;

    private long revision;
    private Instant convergedAt = Instant.EPOCH;
    private Duration again = CONVERGE_AGAIN;
    private int idleTimes;

    Convergence(
            Store store,
            KernelLane lane,
            KernelFollower kernel,
            Supplier<Rules> rules,
            InstantSource clock,
            Consumer<WantedKernel> converged) {
        this.store = store;
        this.lane = lane;
        this.kernel = kernel;
        this.rules = rules;
        this.clock = clock;
        this.converged = converged;
    }

    /** Messages of the outbox up to this id tell of what the kernel does already. */
    long releasedMessage() {
        return releasedMessage;
    }

    Optional<String> fault() {
        return kernel.fault().or(() -> fault);
    }

    boolean isInLine() {
        return told && kernel.isInLine();
    }

    /** Nobody knows what the book says. */
    void doubt() {
        told = false;
    }

    /** A transaction begins on the book at {@code found}: when another process brought it there, the kernel knows nothing of it. */
    void begin(long found) {
        if (found != revision) told = false;
    }

    /** What was just committed is to be true; messages that tell of it may go when it is. {@code then} is done on the kernel lane. */
    void follow(WantedKernel part, Runnable then) {
        revision = part.revision();
        boolean all = told;
        lane.call(() -> {
            if (all) kernel.apply(part);
            then.run();
            return true;
        });
        if (!isInLine()) tryToConverge(now());
        if (isInLine()) releasedMessage = part.lastMessage();
    }

    /**
     * Finds within seconds, however much there is to do, what got lost; and, when there is nothing to do, what others did to
     * the book.
     */
    void look(boolean idle) {
        Instant now = now();
        // Also when the clock was set back: the kernel's own ends are then wrong, too.
        boolean due = Pace.isDue(convergedAt, now, again);
        boolean turn = idle && ++idleTimes % LOOK_AT_BOOK == 0;
        if (!turn && !(isInLine() && due)) return;
        try {
            // Also when it is due: without a book the kernel can only be left as it is.
            long found = store.read(BookView::revision);
            if (unread.over()) log.info("the book can be read again");
            if (isInLine() && !due && found == revision) return;
        } catch (StoreException e) {
            unread.say("the book cannot be read: " + e.getMessage());
            convergedAt = now;
            return;
        }
        tryToConverge(now);
    }

    private void tryToConverge(Instant now) {
        try {
            int mended = converge(now);
            if (mended > 0) log.info("brought the kernel in line with the book: {} elements", mended);
        } catch (StoreException e) {
            unread(e);
        } catch (FirewallException e) {
            log.debug("the kernel lane has said it", e);
        }
    }

    /** The kernel cannot be brought in line with the book, because that could not be read. */
    void unread(StoreException e) {
        fault = Optional.of(e.getMessage());
        unread.say("the kernel cannot be brought in line with the book: " + e.getMessage());
    }

    /** How many elements had to change. */
    int converge() {
        return converge(now());
    }

    private int converge(Instant now) {
        Instant began = clock.instant();
        WantedKernel book = store.read(view -> WantedKernel.of(view, rules.get().bans(), now));
        int changes = lane.call(() -> kernel.converge(book));
        revision = book.revision();
        convergedAt = now;
        again = Comparators.max(
                CONVERGE_AGAIN, Duration.between(began, clock.instant()).abs().multipliedBy(SHARE));
        told = true;
        fault = Optional.empty();
        releasedMessage = book.lastMessage();
        converged.accept(book);
        return changes;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
