package io.callgate.core.grant;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody wants {@code range} let in to {@code services}.
 *
 * @param lasts for how long; empty for ever
 * @param note free text of an administrator, possibly empty
 */
public record Wish(
        Door door, Owner owner, AddressRange range, Services services, Optional<Duration> lasts, String note) {

    /** The grant that fulfils it. */
    public NewGrant grant(Instant now, Optional<Instant> endsAt) {
        return new NewGrant(owner, door.origin(), range, services, now, endsAt, note);
    }
}
