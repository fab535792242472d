package io.callgate.store;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.Subject;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.port.BookView;
import io.callgate.store.connection.Session;
import io.callgate.store.table.AccountTable;
import io.callgate.store.table.AttemptTable;
import io.callgate.store.table.BanTable;
import io.callgate.store.table.EventTable;
import io.callgate.store.table.GrantTable;
import io.callgate.store.table.HostTable;
import io.callgate.store.table.JudgedTable;
import io.callgate.store.table.KnockTable;
import io.callgate.store.table.OutboxTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the book within one transaction. Times are compared in whole seconds, as they are stored. */
class JdbcBookView implements BookView {

    final Session session;
    final AccountTable accounts;
    final GrantTable grants;
    final JudgedTable judged;
    final BanTable bans;
    final HostTable hosts;
    final KnockTable knocks;
    final AttemptTable attempts;
    final EventTable events;
    final OutboxTable outbox;

    JdbcBookView(Session session) {
        this.session = session;
        accounts = new AccountTable(session);
        grants = new GrantTable(session);
        judged = new JudgedTable(session);
        bans = new BanTable(session);
        hosts = new HostTable(session);
        knocks = new KnockTable(session);
        attempts = new AttemptTable(session);
        events = new EventTable(session);
        outbox = new OutboxTable(session);
    }

    @Override
    public Optional<Account> account(AccountNumber number) {
        return accounts.of(number);
    }

    @Override
    public List<Account> accounts() {
        return accounts.all();
    }

    @Override
    public List<Grant> grants(Instant now) {
        return grants.all(now);
    }

    @Override
    public List<Grant> grants(Owner owner, Instant now) {
        return grants.of(owner, now);
    }

    @Override
    public List<Grant> grants(AddressRange range, Instant now) {
        return grants.of(range, now);
    }

    @Override
    public boolean hadGrant(Owner owner, AddressRange range) {
        return grants.everHad(owner, range);
    }

    @Override
    public Map<AddressRange, Instant> endedSince(Instant since, Instant now) {
        return grants.endedSince(since, now);
    }

    @Override
    public List<Judged> judged(Instant now) {
        return judged.all(now);
    }

    @Override
    public Optional<Judged> judged(Address address) {
        return judged.of(address);
    }

    @Override
    public List<Ban> bans(Instant now, int limit) {
        return bans.newest(now, limit);
    }

    @Override
    public List<Ban> bansByHand(Instant now, int limit) {
        return bans.newestByHand(now, limit);
    }

    @Override
    public Banned banned(Instant now) {
        return bans.all(now);
    }

    @Override
    public void banCounts(Instant since, BanCount each) {
        bans.counts(since, each);
    }

    @Override
    public List<Ban> bans(AddressRange range, Instant now) {
        return bans.of(range, now);
    }

    @Override
    public List<NamedHost> hosts() {
        return hosts.all();
    }

    @Override
    public List<NamedHost> hosts(Owner owner) {
        return hosts.of(owner);
    }

    @Override
    public List<KnockKey> knockKeys() {
        return knocks.keys();
    }

    @Override
    public Optional<KnockKey> knockKey(Owner owner) {
        return knocks.key(owner);
    }

    @Override
    public Map<AccountNumber, Integer> doorbells() {
        return knocks.doorbells();
    }

    @Override
    public Attempts attempts(Subject subject) {
        return attempts.of(subject);
    }

    @Override
    public Map<Subject, Attempts> locked(Instant now) {
        return attempts.locked(now);
    }

    @Override
    public List<Event> events(int limit) {
        return events.newest(limit);
    }

    @Override
    public List<OutboxMessage> waitingMessages(String channel, int limit) {
        return outbox.waiting(channel, limit);
    }

    @Override
    public List<OutboxMessage> unsentMessages(int limit) {
        return outbox.unsent(limit);
    }

    @Override
    public Map<String, Long> waitingMessageCounts() {
        return outbox.countWaiting();
    }

    @Override
    public long lastMessageId() {
        return outbox.lastId();
    }

    @Override
    public long revision() {
        return session.number("read the revision", "SELECT revision FROM book WHERE id = 1");
    }
}
