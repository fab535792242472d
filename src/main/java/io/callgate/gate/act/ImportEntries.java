package io.callgate.gate.act;

import io.callgate.core.Rules;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.carry.EntryFate;
import io.callgate.core.carry.HeldEntries;
import io.callgate.core.carry.WantedEntry;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.Target;
import io.callgate.core.notice.Notices;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Enters whole entries of another firewall at once, by the same rules as one by one. What is in the book already stays as it
 * is, so that doing it twice does it once.
 */
public record ImportEntries(List<WantedEntry> wanted, String note, String actor) implements Command<List<EntryFate>> {

    @Override
    public List<EntryFate> run(UnitOfWork work) {
        List<EntryFate> fates = plan(work.book(), work.rules(), work.now(), wanted);
        for (EntryFate entry : fates)
            if (entry.kind() == EntryFate.Kind.NEW)
                entry.items().keySet().forEach(target -> enter(work, entry, target));
        tell(work, fates);
        return fates;
    }

    /** Once for all: there may be hundreds. */
    private void tell(UnitOfWork work, List<EntryFate> fates) {
        List<String> names = fates.stream()
                .filter(o -> o.kind() == EntryFate.Kind.NEW)
                .map(o -> o.name().text())
                .toList();
        if (names.isEmpty()) return;
        String shown = String.join(", ", names.subList(0, Math.min(20, names.size())));
        Event event = work.record(new EventDraft(EventKind.IMPORTED, actor)
                .detail(note + ": " + shown + (names.size() > 20 ? ", …" : "")));
        String what = names.size() + " entries of the whitelist were imported";
        work.post(Notices.entry(event, what, Optional.empty()));
    }

    private void enter(UnitOfWork work, EntryFate entry, Target target) {
        Services services = entry.items().get(target);
        Owner owner = entry.name().owner();
        target.range().ifPresent(range -> enter(work, owner, range, services));
        target.host().ifPresent(host -> Hosts.enter(work, new Hosts.New(owner, host, services, note), actor));
    }

    private void enter(UnitOfWork work, Owner owner, AddressRange range, Services services) {
        work.grant(new NewGrant(owner, Origin.ADMINISTRATOR, range, services, work.now(), Optional.empty(), note));
        work.record(new EventDraft(EventKind.GRANTED, actor)
                .owner(owner)
                .address(range)
                .services(services)
                .detail(note));
    }

    /** What {@link #run} would do, without doing it. */
    public static List<EntryFate> plan(BookView book, Rules rules, Instant now, List<WantedEntry> wanted) {
        return EntryFate.of(wanted, new HeldEntries(book.hosts(), book.grants(now)), rules);
    }
}
