package io.callgate.core.ban;

import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.Optional;

/**
 * Shuts a range of addresses out until a time, or for ever. A grant beats it.
 *
 * @param id the number in the book, positive; it never names another ban again
 * @param origin who banned: {@code administrator}, or the jail's name
 * @param reason free text, possibly with words of an attacker's
 * @param endsAt when it ends by itself; empty for a ban that stays until somebody ends it
 */
public record Ban(
        long id, AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt) {

    /** Whether it still holds at {@code now}; the end itself is outside. */
    public boolean holdsAt(Instant now) {
        return endsAt.isEmpty() || now.isBefore(endsAt.get());
    }
}
