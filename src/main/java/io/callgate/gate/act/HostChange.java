package io.callgate.gate.act;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.mail.Notices;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NameRules;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.UnitOfWork;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
        EndGrants.end(work, grant, actor, "", detail);
    }

    private void grant(Address address) {
        work.grant(
                host.owner(),
                host.origin(),
                address.asRange(),
                host.services(),
                Optional.empty(),
                host.host().text());
        record(EventKind.GRANTED, address.toString(), host.host().text());
    }

    private void refused() {
        boolean isNew = change.trouble()
                .filter(t ->
                        t.kind() == NamedHost.Kind.REFUSED && !host.trouble().equals(change.trouble()))
                .isPresent();
        if (!isNew) return;
        Event event = record(EventKind.REFUSED, "", host.host() + ": " + why());
        if (change.tell()) work.post(Notices.name(work.rules(), host, event, "points at what is never granted"));
    }

    private void expired() {
        if (change.expired().isEmpty()) return;
        String addresses =
                change.expired().stream().map(g -> g.range().toString()).collect(Collectors.joining(", "));
        // The audit has each of them already.
        Event event = new Event(
                work.now(),
                EventKind.REMOVED,
                actor,
                host.owner().name(),
                addresses,
                host.services().toString(),
                "",
                why());
        work.post(Notices.name(work.rules(), host, event, "no longer lets anybody in from " + addresses));
    }

    private String why() {
        return change.trouble().map(NamedHost.Trouble::detail).orElse("it has other addresses now");
    }

    private Event record(EventKind kind, String address, String detail) {
        return work.record(
                kind, actor, host.owner().name(), address, host.services().toString(), "", detail);
    }
}
