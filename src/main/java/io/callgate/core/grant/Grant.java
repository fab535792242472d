package io.callgate.core.grant;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets a range of addresses reach services until a time, or for ever.
 *
 * @param id the number in the book, positive; it never names another grant again
 * @param endsAt when it ends by itself; empty for a grant that stays until somebody ends it
 * @param note free text of an administrator, possibly empty
 */
public record Grant(
        long id,
        Owner owner,
        Origin origin,
        AddressRange range,
        Services services,
        Instant createdAt,
        Optional<Instant> endsAt,
        String note) {

    /** Whether it still holds at {@code now}; the end itself is outside. */
    public boolean holdsAt(Instant now) {
        return endsAt.isEmpty() || now.isBefore(endsAt.get());
    }
}
