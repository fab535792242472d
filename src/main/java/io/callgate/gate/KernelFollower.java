package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Offence;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import io.callgate.kit.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the kernel hold what the book says and what the book does not know yet, and puts right what others changed. On the
 * kernel lane; whether it does may be asked by any thread.
 */
final class KernelFollower {

    private static final Logger log = LoggerFactory.getLogger(KernelFollower.class);
    private final Fault fault = new Fault(log::error, log::info);

    /** What the kernel refused is tried again after so many looks that came to nothing. */
    private static final int TRY_AGAIN = 5;

    private final Firewall firewall;
    private final InstantSource clock;
    private final Tampering tampering;
    private final OffenderBans offenders;
    private int looks;

    /** Whether the kernel took all that it was told. */
    private volatile boolean inLine;

    /** Of what the kernel did not take nobody knows but the book. */
    private boolean needsBook = true;

    KernelFollower(Firewall firewall, InstantSource clock, Tampering tampering, OffenderBans offenders) {
        this.firewall = firewall;
        this.clock = clock;
        this.tampering = tampering;
        this.offenders = offenders;
    }

    boolean isInLine() {
        return inLine;
    }

    Optional<String> fault() {
        return fault.now();
    }

    /** Believes nothing of the kernel any more, until it was brought in line as a whole. */
    void doubt() {
        needsBook = true;
        inLine = false;
    }

    /** Brings the kernel in line with a whole book, and what that does not know; how many elements had to change. */
    int converge(WantedKernel book) {
        try {
            offenders.overlay(book.bans());
            int changes = firewall.converge(book.standings(), book.bans(), now());
            wentWell();
            return changes;
        } catch (FirewallException e) {
            refused(e);
            throw e;
        }
    }

    /** Goes on from what the kernel holds, with what the book does not know, because there is no book to be asked. */
    void adopt() {
        try {
            firewall.adopt(now());
            offenders.enforceAgain(now());
            wentWell();
        } catch (FirewallException e) {
            refused(e);
            throw e;
        }
    }

    /** What was just committed is to be true. */
    void apply(WantedKernel part) {
        if (part.isEmpty()) return;
        try {
            if (inLine) firewall.apply(part.standings(), part.bans(), now());
            else needsBook = true;
        } catch (FirewallException e) {
            needsBook = true;
            refused(e);
        }
    }

    /** Shuts offenders out at once. */
    void enforce(Collection<Offence> offences, Consumer<AddressRange> spared) {
        try {
            offenders.enforce(offences, now(), spared);
        } catch (FirewallException e) {
            refused(e);
        }
    }

    /** Does at once what an administrator orders while the book is silent; completes when it is in the journal. */
    CompletableFuture<Void> doNow(JournalEntry deed) {
        try {
            return offenders.doNow(deed, now());
        } catch (FirewallException e) {
            refused(e);
            throw e;
        }
    }

    /** As {@link #enforce}, for one offender who is not shut out. */
    void rehearse(Offence offence) {
        if (!inLine) return;
        try {
            offenders.rehearse(offence, now());
        } catch (FirewallException e) {
            refused(e);
        }
    }

    /** Puts right what others did to the table, from what the kernel was last told; needs no book. */
    void look() {
        Instant now = now();
        try {
            if (inLine) firewall.mend(now).ifPresent(found -> tampering.found(found, now));
            else if (++looks % TRY_AGAIN == 0) tryAgain(now);
        } catch (FirewallException e) {
            refused(e);
        }
    }

    /** What it refused of what the book does not know, and of its repair, is known here; of the rest, the book has to be asked. */
    private void tryAgain(Instant now) {
        offenders.enforceAgain(now);
        firewall.mend(now).ifPresent(found -> tampering.found(found, now));
        if (!needsBook) wentWell();
    }

    private void wentWell() {
        inLine = true;
        needsBook = false;
        fault.over("the kernel follows the book again");
    }

    /** The kernel does not do what it was told, or nobody knows what to tell it. */
    void refused(RuntimeException e) {
        inLine = false;
        String why = e.getMessage();
        fault.is(why, "the kernel does not follow the book, trying again every second: " + why);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
