package io.callgate.gate.act;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.EntryRules;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of host names whose addresses are granted. */
public final class Hosts {

    private Hosts() {}

    /**
     * What an entry begins with.
     *
     * @param note free text, at most 200 printable characters
     */
    public record New(Owner owner, HostName host, Services services, String note) {
        public New {
            EntryRules.note(note);
        }
    }

    /**
     * What an answer of DNS changed.
     *
     * @param host as it is now
     * @param before what its addresses were, in order
     * @param after what they are
     * @param until when the first of those goes that stay though DNS does not say them now, if there are such
     */
    public record Followed(
            NamedHost host,
            ImmutableList<AddressRange> before,
            ImmutableList<AddressRange> after,
            Optional<Instant> until) {}

    /**
     * Enters a name with the addresses that {@code lookup} gave it.
     *
     * @param force enters it also when it has no address yet that may be granted
     */
    public static Command<Followed> add(New wanted, Lookup lookup, boolean force, String actor) {
        return work -> {
            Entries.contents(work, wanted.owner()).taken(wanted.owner()).ifPresent(Refusal::because);
            work.rules().services().unknown(wanted.services()).ifPresent(Refusal::because);
            NamedHost host = enter(work, wanted, actor);
            Followed followed = HostChange.follow(work, host, lookup, actor);
            if (followed.after().isEmpty() && !force)
                throw new Refusal(wanted.host() + " lets nobody in: "
                        + followed.host()
                                .trouble()
                                .map(NamedHost.Trouble::detail)
                                .orElse("it has no address")
                        + "; look at the name, or enter it all the same with --force");
            return followed;
        };
    }

    /** Makes the grants of a name those that {@code lookup} gives it; empty when the name was taken away meanwhile. */
    public static Command<Optional<Followed>> follow(NamedHost host, Lookup lookup, String actor) {
        return work -> work.book().hosts(host.owner()).stream()
                .filter(h -> h.id() == host.id())
                .findFirst()
                .map(h -> HostChange.follow(work, h, lookup, actor));
    }

    static List<Grant> grants(UnitOfWork work, NamedHost host) {
        return work.book().grants(host.owner(), work.now()).stream()
                .filter(host::granted)
                .toList();
    }

    /** Its addresses follow when it has been resolved. */
    static NamedHost enter(UnitOfWork work, New wanted, String actor) {
        String note = wanted.note().isEmpty() ? "" : ": " + wanted.note();
        work.record(new EventDraft(EventKind.NAME_ADDED, actor)
                .owner(wanted.owner())
                .services(wanted.services())
                .detail(wanted.host() + note));
        return work.book()
                .addHost(wanted.owner(), Origin.HOSTNAME, wanted.host(), wanted.services(), work.now(), wanted.note());
    }

    /** The grants of its addresses stay as they are. */
    static void end(UnitOfWork work, NamedHost host, String actor) {
        work.book().endHost(host, work.now(), actor);
        work.record(new EventDraft(EventKind.NAME_REMOVED, actor)
                .owner(host.owner())
                .services(host.services())
                .detail(host.host().text()));
    }
}
