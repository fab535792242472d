package io.callgate.core.grant;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Optional;

/**
 * A grant that is to be entered into a book, which gives it its number.
 *
 * @param createdAt since when it holds
 * @param endsAt when it ends by itself; empty for a grant that stays until somebody ends it
 * @param note free text of an administrator, possibly empty
 */
public record NewGrant(
        Owner owner,
        Origin origin,
        AddressRange range,
        Services services,
        Instant createdAt,
        Optional<Instant> endsAt,
        String note) {

    /** As another book has it. */
    public static NewGrant of(Grant g) {
        return new NewGrant(g.owner(), g.origin(), g.range(), g.services(), g.createdAt(), g.endsAt(), g.note());
    }
}
