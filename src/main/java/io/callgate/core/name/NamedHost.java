package io.callgate.core.name;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Grant;
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
 * @param notes what was noted of its answers
 */
public record NamedHost(
        long id,
        Owner owner,
        Origin origin,
        HostName host,
        Services services,
        String note,
        Instant createdAt,
        Optional<Trouble> trouble,
        Notes notes) {

    /**
     * What has to outlast a restart.
     *
     * @param good4 when the name last said which IPv4 addresses it has, to some minutes; when it was entered, if never
     * @param good6 the same of IPv6
     * @param told when the administrators were last told of an address that is never granted; {@link Instant#EPOCH} if never
     */
    public record Notes(Instant good4, Instant good6, Instant told) {
        /** Of a name that was entered at {@code createdAt} and has not been asked since. */
        public static Notes none(Instant createdAt) {
            return new Notes(createdAt, createdAt, Instant.EPOCH);
        }

        /** When it last said which addresses of the family it has. */
        public Instant good(boolean v6) {
            return v6 ? good6 : good4;
        }
    }

    /** Whether {@code grant} is one of this name's. */
    public boolean granted(Grant grant) {
        return grant.owner().equals(owner)
                && grant.origin() == origin
                && grant.note().equals(host.text());
    }

    public NamedHost with(Optional<Trouble> newTrouble, Notes newNotes) {
        return new NamedHost(id, owner, origin, host, services, note, createdAt, newTrouble, newNotes);
    }

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
