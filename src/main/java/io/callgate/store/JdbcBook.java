package io.callgate.store;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes the book within one transaction. The revision grows by triggers, as it does for whoever writes by ODBC. */
final class JdbcBook extends JdbcBookView implements Store.Transaction {

    private final AccountTable accounts;
    private final Outbox outbox;
    private final long changesBefore;
    private Runnable signature = () -> {};
    private boolean inPart;

    JdbcBook(Session session) {
        super(session);
        changesBefore = session.changes();
        accounts = new AccountTable(session);
        outbox = new Outbox(session);
    }

    @Override
    public void sign(String id, Instant now) {
        signature = () -> Receipts.add(session, id, now);
    }

    @Override
    public void tryOut(Instant now) {
        Receipts.tryOut(session, now);
    }

    /** To be called last: a transaction that changed nothing costs the disk nothing either, and is not signed. */
    void seal() {
        if (session.changes() > changesBefore) signature.run();
    }

    @Override
    public void forgetSigned(Instant before) {
        Receipts.forget(session, before);
    }

    @Override
    public <T> T part(Function<Book, T> part) {
        if (inPart) throw new IllegalStateException("a part of a transaction has no parts");
        session.run("begin a part", "SAVEPOINT part");
        inPart = true;
        try {
            T result = part.apply(this);
            // Also fails when the part went on after a fault that it caught.
            session.run("end a part", "RELEASE SAVEPOINT part");
            return result;
        } catch (Throwable e) {
            // Where the database would not, it has undone all: the session then refuses whatever comes, the commit too.
            session.rollback("ROLLBACK TO SAVEPOINT part", e);
            throw e;
        } finally {
            inPart = false;
        }
    }

    @Override
    public void addAccount(Account account) {
        accounts.add(account);
    }

    @Override
    public void updateAccount(Account account) {
        accounts.update(account);
    }

    @Override
    public void deleteAccount(AccountNumber number) {
        accounts.delete(number);
    }

    @Override
    public void putKnockKey(KnockKey key) {
        new KnockTable(session).put(key);
    }

    @Override
    public void deleteKnockKey(Owner owner) {
        new KnockTable(session).delete(owner);
    }

    @Override
    public void putDoorbell(AccountNumber number, int port) {
        new KnockTable(session).putDoorbell(number, port);
    }

    @Override
    public Grant addGrant(
            Owner owner,
            Origin origin,
            AddressRange range,
            Services services,
            Instant createdAt,
            Optional<Instant> endsAt,
            String note) {
        Instant created = createdAt.truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> ends = endsAt.map(e -> e.truncatedTo(ChronoUnit.SECONDS));
        long id = session.enter(
                "enter a grant",
                "INSERT INTO whitelist (owner, origin, address, services, created_at, ends_at, note)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                owner.name(),
                origin.toString(),
                range.toString(),
                services.toString(),
                created,
                ends,
                note);
        return new Grant(id, owner, origin, range, services, created, ends, note);
    }

    @Override
    public void endGrant(Grant grant, Instant at, String by) {
        session.update(
                "end a grant",
                "UPDATE whitelist SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
                at,
                Text.cut(by, 255),
                grant.id());
    }

    @Override
    public void putJudged(Judged judged) {
        new JudgedTable(session).put(judged);
    }

    @Override
    public void forgetJudged(Instant before) {
        new JudgedTable(session).forget(before);
    }

    @Override
    public Ban addBan(AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt) {
        Instant created = createdAt.truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> ends = endsAt.map(e -> e.truncatedTo(ChronoUnit.SECONDS));
        String cut = Text.cut(reason, 1000);
        long id = session.enter(
                "enter a ban",
                "INSERT INTO ban (address, origin, reason, created_at, ends_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
                range.toString(),
                origin,
                cut,
                created,
                ends);
        return new Ban(id, range, origin, cut, created, ends);
    }

    @Override
    public void endBan(Ban ban, Instant at, String by) {
        session.update(
                "end a ban",
                "UPDATE ban SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
                at,
                Text.cut(by, 255),
                ban.id());
    }

    @Override
    public NamedHost addHost(
            Owner owner, Origin origin, HostName host, Services services, Instant createdAt, String note) {
        Instant created = createdAt.truncatedTo(ChronoUnit.SECONDS);
        long id = session.enter(
                "enter a host name",
                "INSERT INTO hostname (owner, origin, host, services, note, created_at) VALUES (?, ?, ?, ?, ?, ?)"
                        + " RETURNING id",
                owner.name(),
                origin.toString(),
                host.text(),
                services.toString(),
                note,
                created);
        return new NamedHost(
                id, owner, origin, host, services, note, created, Optional.empty(), NamedHost.Notes.none(created));
    }

    @Override
    public void endHost(NamedHost host, Instant at, String by) {
        session.update(
                "end a host name",
                "UPDATE hostname SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
                at,
                Text.cut(by, 255),
                host.id());
    }

    @Override
    public void putTrouble(NamedHost host, Optional<NamedHost.Trouble> trouble) {
        session.update(
                "note the trouble with a host name",
                "UPDATE hostname SET trouble = ?, trouble_since = ?, trouble_detail = ? WHERE id = ?",
                trouble.map(t -> t.kind().toString()).orElse(""),
                trouble.map(NamedHost.Trouble::since),
                Text.cut(trouble.map(NamedHost.Trouble::detail).orElse(""), 1000),
                host.id());
    }

    @Override
    public void putNotes(NamedHost host, NamedHost.Notes notes) {
        session.update(
                "note the answers of a host name",
                "UPDATE hostname SET good4_at = ?, good6_at = ?, told_at = ? WHERE id = ?",
                notes.good4(),
                notes.good6(),
                notes.told(),
                host.id());
    }

    @Override
    public void putAttempts(Subject subject, Attempts attempts) {
        session.update(
                "count an attempt",
                "REPLACE INTO attempt (kind, subject, failures, drains_from, locked_until, told_at) VALUES (?, ?, ?, ?, ?, ?)",
                subject.kind().toString(),
                subject.key(),
                attempts.failures(),
                attempts.drainsFrom(),
                attempts.lockedUntil(),
                attempts.toldAt());
    }

    @Override
    public void clearAttempts(Subject subject) {
        session.update(
                "clear the attempts of a subject",
                "DELETE FROM attempt WHERE kind = ? AND subject = ?",
                subject.kind().toString(),
                subject.key());
    }

    @Override
    public void forgetAttempts(Subject.Kind kind, Instant before) {
        session.update(
                "forget old attempts",
                "DELETE FROM attempt WHERE kind = ? AND drains_from < ? AND locked_until < ?",
                kind.toString(),
                before,
                before);
    }

    /** The texts of an event are cut to their columns: a long name from outside must not keep a thing from happening. */
    @Override
    public void record(Event event) {
        session.update(
                "record an event",
                "INSERT INTO event (at, kind, actor, owner, address, services, caller, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                event.at(),
                event.kind().toString(),
                Text.cut(event.actor(), 255),
                Text.cut(event.owner(), 255),
                Text.cut(event.address(), 64),
                Text.cut(event.services(), 1000),
                Text.cut(event.caller(), 255),
                Text.cut(event.detail(), 1000));
    }

    @Override
    public void post(Mail mail, Instant now) {
        outbox.post(mail, now);
    }

    @Override
    public List<OutboxMail> claimMails(long upTo, Instant now, Duration lease, int limit) {
        return outbox.claim(upTo, now, lease, limit);
    }

    @Override
    public void mailSent(long id, Instant at) {
        outbox.sent(id, at);
    }

    @Override
    public void mailFailed(long id, Optional<Instant> next, String error) {
        outbox.failed(id, next, error);
    }
}
