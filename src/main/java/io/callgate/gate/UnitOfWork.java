package io.callgate.gate;

import com.google.common.collect.ImmutableSet;
import io.callgate.core.Rules;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.notice.Channel;
import io.callgate.core.notice.Notice;
import io.callgate.gate.port.Book;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One command's part of a transaction. It notes which ranges the firewall has to be told of. */
public final class UnitOfWork {

    private final Book book;
    private final Rules rules;
    private final Instant now;
    private final Set<AddressRange> touched = new HashSet<>();
    private final Set<AddressRange> touchedBans = new HashSet<>();

    private boolean doors;

    UnitOfWork(Book book, Rules rules, Instant now) {
        this.book = book;
        this.rules = rules;
        this.now = now;
    }

    /** For reading, and for writing all but grants and bans, which go through here. */
    public Book book() {
        return book;
    }

    public Rules rules() {
        return rules;
    }

    /** One instant for the whole command, in whole seconds, as the book keeps them. */
    public Instant now() {
        return now;
    }

    public void grant(NewGrant grant) {
        book.addGrant(grant);
        touched.add(grant.range());
    }

    /** Ends a grant now. */
    public void end(Grant grant, String by) {
        book.endGrant(grant, now, by);
        touched.add(grant.range());
    }

    /** Enters how an address is judged. */
    public void judge(Judged judged) {
        book.putJudged(judged);
        touched.add(judged.address().asRange());
    }

    /** Enters a ban from now on; empty {@code endsAt} is for ever. */
    public void ban(AddressRange range, String origin, String reason, Optional<Instant> endsAt) {
        book.addBan(range, origin, reason, now, endsAt);
        touchBan(range, origin);
    }

    /** Ends a ban now. */
    public void endBan(Ban ban, String by) {
        book.endBan(ban, now, by);
        touchBan(ban.range(), ban.origin());
    }

    /** Enters a ban as another book has it, with its beginning. */
    public void carry(Ban b) {
        book.addBan(b.range(), b.origin(), b.reason(), b.createdAt(), b.endsAt());
        touchBan(b.range(), b.origin());
    }

    /** What an administrator bans is one of the standings, too. */
    private void touchBan(AddressRange range, String origin) {
        touchedBans.add(range);
        if (!origin.equals(Ban.SCANNER)) touched.add(range);
    }

    /** Has the kernel looked after for {@code range} before the command's answer is told, though the book says nothing new. */
    public void affirm(AddressRange range) {
        touched.add(range);
    }

    /** What somebody knocks with or rings at has changed, or who may. */
    public void changesDoors() {
        doors = true;
    }

    /** Writes an event to the audit and returns it, for the notices that tell of it. */
    public Event record(EventDraft draft) {
        Event event = draft.at(now);
        book.record(event);
        return event;
    }

    /** Has it told by every channel, when the kernel follows. */
    public void post(Notice notice) {
        for (Channel channel : rules.channels())
            channel.render(notice).forEach(message -> book.post(channel.name(), message, now));
    }

    public ChangedRanges touched() {
        return new ChangedRanges(ImmutableSet.copyOf(touched), ImmutableSet.copyOf(touchedBans), doors);
    }
}
