package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Subject;
import io.callgate.core.ban.Ban;
import io.callgate.core.carry.BookChanges;
import io.callgate.core.carry.BookCopy;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.Resolved;
import io.callgate.core.notice.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a copy of a book into this one, all of it or nothing. Doing it twice does it once. */
public record ImportBook(BookCopy wanted, boolean replace, String actor) implements Command<BookChanges> {

    private static final int MOST_BANS = 20_000;
    private static final String BY_IMPORT = "by an import of the book";

    /** What {@link #run} would change, without changing it; refused as that would be. */
    public static BookChanges plan(BookView book, Rules rules, Instant now, BookCopy wanted, boolean replace) {
        BookCopy held = replace ? whole(book, now) : copy(book, now, same(book, now, wanted));
        return BookChanges.between(held, wanted.holdingAt(now), rules, replace);
    }

    /**
     * What holds in {@code book}.
     *
     * @param mostBans how many bans at most, the newest: a book may hold a million
     */
    public static BookCopy copy(BookView book, Instant now, int mostBans) {
        return copy(book, now, book.bans(now, mostBans));
    }

    private static BookCopy copy(BookView book, Instant now, List<Ban> bans) {
        return BookCopy.of(book.accounts(), book.hosts(), book.grants(now), bans);
    }

    private static BookCopy whole(BookView book, Instant now) {
        BookCopy held = copy(book, now, MOST_BANS + 1);
        if (held.bans().size() > MOST_BANS)
            throw new Refusal("the book holds more than " + MOST_BANS
                    + " bans, too many to be replaced: import without --replace, or into an empty book");
        return held;
    }

    /** Of a million bans, those that are looked for. */
    private static List<Ban> same(BookView book, Instant now, BookCopy wanted) {
        return wanted.bans().stream()
                .map(Ban::range)
                .distinct()
                .flatMap(range -> book.bans(range, now).stream())
                .toList();
    }

    @Override
    public BookChanges run(UnitOfWork work) {
        BookChanges changes = plan(work.book(), work.rules(), work.now(), wanted, replace);
        if (changes.isEmpty()) return changes;
        end(work, changes);
        work.changesDoors();
        changes.accounts().added().forEach(account -> enter(work, account));
        changes.hosts().added().forEach(host -> enter(work, host));
        changes.grants().added().forEach(grant -> enter(work, grant));
        changes.bans().added().forEach(ban -> enter(work, ban));
        String what = "the book was imported" + (replace ? " in the place of what it held" : "");
        Event event = work.record(new EventDraft(EventKind.IMPORTED, actor).detail(what));
        work.post(Notices.entry(event, what, Optional.empty()));
        return changes;
    }

    private void end(UnitOfWork work, BookChanges changes) {
        for (Ban ban : changes.bans().ended()) {
            work.endBan(ban, actor);
            work.record(event(EventKind.UNBANNED).address(ban.range()));
        }
        endHosts(work, changes.hosts().ended());
        for (Grant grant : changes.grants().ended()) EndGrants.end(work, grant, actor, BY_IMPORT);
        Set<AccountNumber> kept =
                changes.accounts().added().stream().map(Account::number).collect(Collectors.toSet());
        for (Account account : changes.accounts().ended()) if (!kept.contains(account.number())) delete(work, account);
    }

    /** With the addresses that they have at the moment. */
    private void endHosts(UnitOfWork work, List<BookCopy.Host> ended) {
        if (ended.isEmpty()) return;
        List<BookCopy.Host> left = new ArrayList<>(ended);
        List<NamedHost> gone = work.book().hosts().stream()
                .filter(host -> left.remove(BookCopy.Host.of(host)))
                .toList();
        Resolved resolved = new Resolved(gone);
        for (Grant grant : work.book().grants(work.now()))
            if (resolved.has(grant)) EndGrants.end(work, grant, actor, BY_IMPORT);
        gone.forEach(host -> Hosts.end(work, host, actor));
    }

    private void delete(UnitOfWork work, Account account) {
        work.book().deleteAccount(account.number());
        work.book().deleteKnockKey(account.owner());
        work.book().clearAttempts(Subject.account(account.number()));
        work.record(event(EventKind.ACCOUNT_DELETED).owner(account.owner()).services(account.services()));
    }

    private void enter(UnitOfWork work, Account account) {
        boolean changed = work.book().account(account.number()).isPresent();
        if (changed) work.book().updateAccount(account);
        else {
            work.book().addAccount(account);
            work.book().deleteKnockKey(account.owner());
        }
        work.record(event(changed ? EventKind.ACCOUNT_CHANGED : EventKind.ACCOUNT_ADDED)
                .owner(account.owner())
                .services(account.services()));
    }

    private void enter(UnitOfWork work, BookCopy.Host host) {
        work.book().addHost(host.owner(), host.origin(), host.host(), host.services(), host.createdAt(), host.note());
        work.record(event(EventKind.NAME_ADDED)
                .owner(host.owner())
                .services(host.services())
                .detail(host.host() + ": " + BY_IMPORT));
    }

    private void enter(UnitOfWork work, Grant g) {
        work.grant(NewGrant.of(g));
        work.record(event(EventKind.GRANTED).owner(g.owner()).address(g.range()).services(g.services()));
    }

    private void enter(UnitOfWork work, Ban ban) {
        work.carry(ban);
        work.record(event(EventKind.BANNED).address(ban.range()));
    }

    private EventDraft event(EventKind kind) {
        return new EventDraft(kind, actor).detail(BY_IMPORT);
    }
}
