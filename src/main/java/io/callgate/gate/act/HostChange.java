package io.callgate.gate.act;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NameRules;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Notices;
import io.callgate.gate.UnitOfWork;
import java.util.List;
import java.util.Optional;

/** Makes the grants of one host name what DNS says, in the transaction of its command; nothing is written when nothing changed. */
final class HostChange {

    private final UnitOfWork work;
    private final NamedHost host;
    private final String actor;
    private final NameRules.Change change;

    private HostChange(UnitOfWork work, NamedHost host, String actor, NameRules.Change change) {
        this.work = work;
        this.host = host;
        this.actor = actor;
        this.change = change;
    }

    static Hosts.Followed follow(UnitOfWork work, NamedHost host, Lookup lookup, String actor) {
        List<Grant> held = Hosts.grants(work, host);
        NameRules.Change change = NameRules.decide(
                host, held, lookup, work.rules().policy(), work.rules().names(), work.now());
        new HostChange(work, host, actor, change).make();
        boolean same = change.added().isEmpty()
                && change.replaced().isEmpty()
                && change.expired().isEmpty();
        ImmutableList<AddressRange> before = ranges(held);
        return new Hosts.Followed(
                host.with(change.trouble(), change.notes()),
                before,
                same ? before : ranges(Hosts.grants(work, host)),
                change.until());
    }

    private static ImmutableList<AddressRange> ranges(List<Grant> grants) {
        return grants.stream().map(Grant::range).sorted().collect(ImmutableList.toImmutableList());
    }

    private void make() {
        change.replaced().forEach(g -> end(g, host.host() + " no longer has this address"));
        change.expired().forEach(g -> end(g, host.host() + ": " + why()));
        change.added().forEach(this::grant);
        if (!change.trouble().equals(host.trouble())) work.book().putTrouble(host, change.trouble());
        if (!change.notes().equals(host.notes())) work.book().putNotes(host, change.notes());
        refused();
        expired();
    }

    private void end(Grant grant, String detail) {
        EndGrants.end(work, grant, actor, detail);
    }

    private void grant(Address address) {
        work.grant(new NewGrant(
                host.owner(),
                host.origin(),
                address.asRange(),
                host.services(),
                work.now(),
                Optional.empty(),
                host.host().text()));
        work.record(event(EventKind.GRANTED).address(address).detail(host.host().text()));
    }

    private void refused() {
        boolean isNew = change.trouble()
                .filter(t ->
                        t.kind() == NamedHost.Kind.REFUSED && !host.trouble().equals(change.trouble()))
                .isPresent();
        if (!isNew) return;
        Event event = work.record(event(EventKind.REFUSED).detail(host.host() + ": " + why()));
        if (change.tell()) work.post(Notices.name(host, event, "points at what is never granted"));
    }

    private void expired() {
        if (change.expired().isEmpty()) return;
        // The audit has each of them already.
        Event event = event(EventKind.REMOVED)
                .addresses(change.expired().stream().map(Grant::range).toList())
                .detail(why())
                .at(work.now());
        work.post(Notices.name(host, event, "no longer lets anybody in from " + event.address()));
    }

    private String why() {
        return change.trouble().map(NamedHost.Trouble::detail).orElse("it has other addresses now");
    }

    private EventDraft event(EventKind kind) {
        return new EventDraft(kind, actor).owner(host.owner()).services(host.services());
    }
}
