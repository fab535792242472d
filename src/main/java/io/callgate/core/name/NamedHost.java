package io.callgate.core.name;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A host name whose addresses are granted. Its grants have its owner and its origin, and the host name as their note.
 *
 * @param id the number in the book, positive; it never names another again
 * @param origin {@link Origin#HOSTNAME}, or {@link Origin#PROVIDER} for a provider's
 * @param note free text of an administrator, possibly empty
 * @param trouble what keeps it from being current, if something does
 */
public record NamedHost(
        long id,
        Owner owner,
        Origin origin,
        HostName host,
        Services services,
        String note,
        Instant createdAt,
        Optional<Trouble> trouble) {

    /** Why the grants of a name are older than they should be. */
    public record Trouble(Kind kind, Instant since, String detail) {}

    /** The stored form is the name in lower case. */
    public enum Kind {
        /** The servers do not answer, or not sensibly: the last good addresses stay for a while. */
        SILENT,
        /** There is no such name, or it has no address. */
        GONE,
        /** It points at what is never granted. */
        REFUSED;

        public static Kind parse(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
