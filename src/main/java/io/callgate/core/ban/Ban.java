package io.callgate.core.ban;

import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.Optional;

/**
 * Shuts a range of addresses out until a time, or for ever. A grant beats it.
 *
 * @param id the number in the book, positive; it never names another ban again
 * @param origin who banned: {@link #ADMINISTRATOR} or {@link #SCANNER}
 * @param reason free text, possibly with words of an attacker's
 * @param endsAt when it ends by itself; empty for a ban that stays until somebody ends it
 */
public record Ban(
        long id, AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt) {

    /** Who bans by what it reads in logs and events. */
    public static final String ADMINISTRATOR = "administrator";

    public static final String SCANNER = "scanner";

    /** Whether the words of strangers led to it, which may have been sent in another's name. */
    public boolean isScanners() {
        return origin.equals(SCANNER);
    }

    /** Whether it still holds at {@code now}; the end itself is outside. */
    public boolean holdsAt(Instant now) {
        return endsAt.isEmpty() || now.isBefore(endsAt.get());
    }
}
