package io.callgate.core.grant;

import io.callgate.core.address.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of an address that no grant lets in: whether flows that the PBX itself began speak for it or not.
 *
 * @param until empty for ever
 * @param by who said so; for {@link Cause#CONTACT} whose contact it is
 */
public record Judged(Address address, Cause cause, Instant since, Optional<Instant> until, String by) {

    /**
     * Longer than the kernel remembers a TCP connection in which nothing is sent (5 days), and than any registration that
     * Asterisk grants by default (max_expiration, 2 hours). It begins anew with whatever the PBX still sends there.
     */
    public static final Duration AFTERMATH = Duration.ofDays(7);

    /** What is later than what is written by less than this need not be written. */
    private static final Duration GRAIN = Duration.ofDays(1);

    /** Why. The stored form is the name in lower case. */
    public enum Cause {
        /** It began a flow that a grant let in. */
        USED,
        /** It had a flow to a guarded port without a grant, from when that was still let in. */
        FLOW,
        /** Asterisk's registrar has it as a contact. */
        CONTACT,
        /** An administrator shut it out. */
        ADMINISTRATOR,
        /** An administrator lets it answer the PBX. */
        LIFTED,
        /** The PBX began flows to it before it used a grant. */
        PEER;

        public static Cause parse(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isAdministrators() {
            return this == ADMINISTRATOR || this == LIFTED;
        }
    }

    /** Whether it may answer the PBX without a grant. */
    public boolean isSpared() {
        return cause == Cause.LIFTED || cause == Cause.PEER;
    }

    public boolean holdsAt(Instant now) {
        return until.isEmpty() || until.get().isAfter(now);
    }

    /**
     * What is to be written when this is found and {@code written} stands already: an administrator's word counts for more
     * than what is found, and of what is found only the registrar knows more than who came first. Empty for nothing.
     */
    public Optional<Judged> over(Optional<Judged> written) {
        if (written.isEmpty() || cause.isAdministrators()) return Optional.of(this);
        Judged old = written.get();
        if (old.cause.isAdministrators()) return Optional.empty();
        if (old.isSpared() != isSpared()) return cause == Cause.CONTACT ? Optional.of(this) : Optional.empty();
        boolean isLater = until.isPresent()
                && old.until.isPresent()
                && until.get().isAfter(old.until.get().plus(GRAIN));
        return isLater ? Optional.of(new Judged(address, old.cause, old.since, until, old.by)) : Optional.empty();
    }
}
