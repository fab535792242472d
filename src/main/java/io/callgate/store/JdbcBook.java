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
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.Store;
import io.callgate.store.connection.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes the book within one transaction. The revision grows by triggers, as it does for whoever writes by ODBC. */
final class JdbcBook extends JdbcBookView implements Store.Transaction {

    private final long changesBefore;
    private Runnable signature = () -> {};
    private boolean inPart;

    JdbcBook(Session session) {
        super(session);
        changesBefore = session.changes();
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
        knocks.put(key);
    }

    @Override
    public void deleteKnockKey(Owner owner) {
        knocks.delete(owner);
    }

    @Override
    public void putDoorbell(AccountNumber number, int port) {
        knocks.putDoorbell(number, port);
    }

    @Override
    public Grant addGrant(NewGrant grant) {
        return grants.add(grant);
    }

    @Override
    public void endGrant(Grant grant, Instant at, String by) {
        grants.end(grant, at, by);
    }

    @Override
    public void putJudged(Judged judged) {
        this.judged.put(judged);
    }

    @Override
    public void forgetJudged(Instant before) {
        judged.forget(before);
    }

    @Override
    public Ban addBan(AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt) {
        return bans.add(range, origin, reason, createdAt, endsAt);
    }

    @Override
    public void endBan(Ban ban, Instant at, String by) {
        bans.end(ban, at, by);
    }

    @Override
    public NamedHost addHost(
            Owner owner, Origin origin, HostName host, Services services, Instant createdAt, String note) {
        return hosts.add(owner, origin, host, services, createdAt, note);
    }

    @Override
    public void endHost(NamedHost host, Instant at, String by) {
        hosts.end(host, at, by);
    }

    @Override
    public void putTrouble(NamedHost host, Optional<NamedHost.Trouble> trouble) {
        hosts.put(host, trouble);
    }

    @Override
    public void putNotes(NamedHost host, NamedHost.Notes notes) {
        hosts.put(host, notes);
    }

    @Override
    public void putAttempts(Subject subject, Attempts attempts) {
        this.attempts.put(subject, attempts);
    }

    @Override
    public void clearAttempts(Subject subject) {
        attempts.clear(subject);
    }

    @Override
    public void forgetAttempts(Subject.Kind kind, Instant before) {
        attempts.forget(kind, before);
    }

    @Override
    public void record(Event event) {
        events.add(event);
    }

    @Override
    public void post(String channel, Message message, Instant now) {
        outbox.post(channel, message, now);
    }

    @Override
    public List<OutboxMessage> claimMessages(String channel, long upTo, Instant now, Duration lease, int limit) {
        return outbox.claim(channel, upTo, now, lease, limit);
    }

    @Override
    public void messageSent(long id, Instant at) {
        outbox.sent(id, at);
    }

    @Override
    public void messageFailed(long id, Optional<Instant> next, String error) {
        outbox.failed(id, next, error);
    }
}
