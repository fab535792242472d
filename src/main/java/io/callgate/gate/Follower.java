package io.callgate.gate;

import com.google.common.collect.Comparators;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Offence;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the kernel follow the book, on the gate's thread: after each commit, after another process changed the book, and
 * after anybody changed the table. Some of what it knows is read by other threads.
 */
final class Follower {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private final Repeats unread = new Repeats(log::warn);
    private final Repeats failures = new Repeats(log::error);
    private final Repeats recoveries = new Repeats(log::info);
    /** Every so many times that there is nothing to do; counted, because clocks are set back. */
    private static final int LOOK_AT_BOOK = 5;

    private static final Duration CONVERGE_AGAIN = Duration.ofSeconds(10);
    /** The share of its time that the gate may spend on it: a book of a million bans takes seconds. */
    private static final int SHARE = 50;

    private final Store store;
    private final Firewall firewall;
    private final InstantSource clock;
    private final Tampering tampering;
    private final Verdicts verdicts;

    /** Hears what the book said each time that the kernel was brought in line with all of it. */
    private volatile Consumer<Snapshot> onConverged = book -> {};

    private volatile long releasedMail;
    private volatile Optional<String> fault = Optional.empty();

    private boolean converged;
    private long revision;
    private Instant convergedAt = Instant.EPOCH;
    private Duration again = CONVERGE_AGAIN;
    private int idleTimes;

    Follower(Store store, Firewall firewall, InstantSource clock, Tampering tampering, Verdicts verdicts) {
        this.store = store;
        this.firewall = firewall;
        this.clock = clock;
        this.tampering = tampering;
        this.verdicts = verdicts;
    }

    /** Mails up to this id tell of what the kernel does already. */
    long releasedMail() {
        return releasedMail;
    }

    void onConverged(Consumer<Snapshot> listener) {
        onConverged = listener;
    }

    Optional<String> fault() {
        return fault;
    }

    boolean isInLine() {
        return converged;
    }

    /** Believes nothing of the kernel any more. */
    void doubt() {
        converged = false;
    }

    /** A transaction begins on the book at {@code found}: when another process brought it there, the kernel knows nothing of it. */
    void begin(long found) {
        if (found != revision) converged = false;
    }

    /** Shuts offenders out at once, whether the book answers or not. */
    void enforce(Collection<Offence> offences, Consumer<AddressRange> spared) {
        try {
            verdicts.enforce(offences, now(), spared);
        } catch (FirewallException e) {
            notConverged(e);
        }
    }

    /** As {@link #enforce}, for one offender who is not shut out. */
    void rehearse(Offence offence) {
        if (!converged) return;
        try {
            verdicts.rehearse(offence, now());
        } catch (FirewallException e) {
            notConverged(e);
        }
    }

    /** What was just committed is to be true; mails that tell of it may go when it is. */
    void follow(Snapshot part) {
        revision = part.revision();
        Instant now = now();
        if (!converged) tryToConverge(now);
        else if (!part.isEmpty()) {
            try {
                firewall.apply(part.standings(), part.bans(), now);
            } catch (FirewallException e) {
                notConverged(e);
            }
        }
        if (converged) releasedMail = part.lastMail();
    }

    /**
     * Finds what others did to the table, at once; and within seconds, however much there is to do, whatever else got lost;
     * and, when there is nothing to do, what others did to the book.
     */
    void look(boolean idle) {
        Instant now = now();
        mend(now);
        // Also when the clock was set back: the kernel's own ends are then wrong, too.
        boolean due = isAway(convergedAt, now, again);
        boolean turn = idle && ++idleTimes % LOOK_AT_BOOK == 0;
        if (!turn && !(converged && due)) return;
        try {
            // Also when it is due: without a book the kernel can only be left as it is.
            long found = store.read(BookView::revision);
            if (converged && !due && found == revision) return;
        } catch (StoreException e) {
            unread.say("the book cannot be read: " + e.getMessage());
            convergedAt = now;
            return;
        }
        tryToConverge(now);
    }

    private static boolean isAway(Instant then, Instant now, Duration length) {
        return Duration.between(then, now).abs().compareTo(length) >= 0;
    }

    /** Needs no book: what the kernel was last told is known. */
    private void mend(Instant now) {
        if (!converged) return;
        try {
            firewall.mend(now).ifPresent(found -> tampering.found(found, now));
        } catch (FirewallException e) {
            notConverged(e);
        }
    }

    private void tryToConverge(Instant now) {
        try {
            int mended = converge(now);
            if (mended > 0) log.info("brought the kernel in line with the book: {} elements", mended);
        } catch (FirewallException | StoreException e) {
            notConverged(e);
        }
    }

    /** How many elements had to change. */
    int converge() {
        try {
            return converge(now());
        } catch (FirewallException e) {
            notConverged(e);
            throw e;
        }
    }

    private int converge(Instant now) {
        Instant began = clock.instant();
        Snapshot book = store.read(view -> Snapshot.of(view, now));
        verdicts.unrecorded().each(book.bans()::put);
        int changes = firewall.converge(book.standings(), book.bans(), now);
        revision = book.revision();
        convergedAt = now;
        again = Comparators.max(
                CONVERGE_AGAIN, Duration.between(began, clock.instant()).abs().multipliedBy(SHARE));
        converged = true;
        if (fault.isPresent()) recoveries.say("the kernel follows the book again");
        fault = Optional.empty();
        releasedMail = book.lastMail();
        onConverged.accept(book);
        return changes;
    }

    private void notConverged(RuntimeException e) {
        converged = false;
        fault = Optional.of(e.getMessage());
        failures.say("the kernel does not follow the book, trying again every second: " + e.getMessage());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
