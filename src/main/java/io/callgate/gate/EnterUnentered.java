package io.callgate.gate;

import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.jail.Offence;
import io.callgate.core.notice.Notices;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Enters into the book what the kernel was told before it. What is there already, from before a crash, is not entered twice. */
record EnterUnentered(OffenderBans.Entering what) implements Command<Void> {

    @Override
    public Void run(UnitOfWork work) {
        what.deeds().forEach(deed -> enter(work, deed));
        what.bans().forEach(ban -> enterBan(work, ban));
        what.toTell().forEach(offence -> tell(work, offence));
        return null;
    }

    private void enter(UnitOfWork work, JournalEntry deed) {
        if (deed.kind() == JournalEntry.Kind.MODE) {
            work.record(new EventDraft(EventKind.FIREWALL_MODE, deed.by()).detail(late(deed)));
            return;
        }
        AddressRange range = deed.range().orElseThrow();
        if (deed.kind() == JournalEntry.Kind.BAN && isThere(work, deed, Ban.ADMINISTRATOR)) return;
        // One that somebody entered later is another matter.
        for (Ban old : work.book().bans(range, work.now()))
            if (!old.createdAt().isAfter(deed.at())) work.endBan(old, deed.by());
        boolean ban = deed.kind() == JournalEntry.Kind.BAN;
        if (ban && deed.until().map(work.now()::isBefore).orElse(true))
            work.ban(range, Ban.ADMINISTRATOR, deed.text(), deed.until());
        EventKind kind = ban ? EventKind.BANNED : EventKind.UNBANNED;
        work.record(new EventDraft(kind, deed.by()).address(range).detail(late(deed)));
    }

    private static String late(JournalEntry deed) {
        return (deed.text().isEmpty() ? "" : deed.text() + "; ") + "done at " + deed.at()
                + ", while the book was silent";
    }

    private boolean isThere(UnitOfWork work, JournalEntry entry, String origin) {
        return what.perhapsThere()
                && work.book().bans(entry.range().orElseThrow(), work.now()).stream()
                        .anyMatch(ban -> ban.origin().equals(origin)
                                && ban.endsAt()
                                        .map(Instant::getEpochSecond)
                                        .equals(entry.until().map(Instant::getEpochSecond)));
    }

    private void enterBan(UnitOfWork work, JournalEntry ban) {
        Instant until = ban.until().orElseThrow();
        if (!until.isAfter(work.now()) || isThere(work, ban, Ban.SCANNER)) return;
        AddressRange range = ban.range().orElseThrow();
        work.ban(range, Ban.SCANNER, ban.text(), ban.until());
        work.record(new EventDraft(EventKind.BANNED, Ban.SCANNER).address(range).detail(ban.text()));
    }

    private static void tell(UnitOfWork work, Offence offence) {
        Address address = offence.last().address();
        // Whose range or network it may be in, "why" says.
        Set<Owner> owners = work.book().grants(address.asRange(), work.now()).stream()
                .map(Grant::owner)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Event event = work.record(new EventDraft(EventKind.GRANTED_FAILS, Ban.SCANNER)
                .owners(owners)
                .address(address)
                .detail(offence.reason()));
        work.post(Notices.grantedFails(event));
    }
}
