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
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the book within one transaction. Times are compared in whole seconds, as they are stored. */
class JdbcBookView implements BookView {

    private static final String IN_FORCE = " WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)";
    private static final String WAITING = " WHERE sent_at IS NULL AND next_attempt_at IS NOT NULL";

    /** Of a grant that somebody ended after its own end, the earlier moment counts. Each half has its index. */
    private static final String LOST = """
            SELECT address, MAX(lost) FROM (
                SELECT address, CASE WHEN ends_at < ended_at THEN ends_at ELSE ended_at END AS lost
                FROM whitelist WHERE ended_at > ?
                UNION ALL
                SELECT address, ends_at AS lost
                FROM whitelist WHERE ended_at IS NULL AND ends_at > ? AND ends_at <= ?
            ) AS losses WHERE lost > ? GROUP BY address""";

    final Session session;
    final Rows rows = new Rows();

    JdbcBookView(Session session) {
        this.session = session;
    }

    @Override
    public Optional<Account> account(AccountNumber number) {
        return session.first(
                "read an account", rows::account, "SELECT " + Rows.ACCOUNT + " WHERE number = ?", number.digits());
    }

    @Override
    public List<Account> accounts() {
        return session.list("read the accounts", rows::account, "SELECT " + Rows.ACCOUNT + " ORDER BY number");
    }

    @Override
    public List<Grant> grants(Instant now) {
        return session.list("read the grants", rows::grant, "SELECT " + Rows.GRANT + IN_FORCE + " ORDER BY id", now);
    }

    @Override
    public List<Grant> grants(Owner owner, Instant now) {
        return session.list(
                "read the grants of an owner",
                rows::grant,
                "SELECT " + Rows.GRANT + IN_FORCE + " AND owner = ? ORDER BY id",
                now,
                owner.name());
    }

    @Override
    public List<Grant> grants(AddressRange range, Instant now) {
        return session.list(
                "read the grants of an address",
                rows::grant,
                "SELECT " + Rows.GRANT + IN_FORCE + " AND address = ? ORDER BY id",
                now,
                range.toString());
    }

    @Override
    public boolean hadGrant(Owner owner, AddressRange range) {
        return session.number(
                        "read an owner's former grants",
                        "SELECT COUNT(*) FROM whitelist WHERE address = ? AND owner = ?",
                        range.toString(),
                        owner.name())
                > 0;
    }

    @Override
    public Map<AddressRange, Instant> endedSince(Instant since, Instant now) {
        Map<AddressRange, Instant> lost = new TreeMap<>();
        session.list(
                        "read the grants that ended",
                        row -> Map.entry(Rows.range(row.getString(1)), Rows.time(row, 2)),
                        LOST,
                        since,
                        since,
                        now,
                        since)
                .forEach(e -> lost.put(e.getKey(), e.getValue()));
        return lost;
    }

    @Override
    public List<Judged> judged(Instant now) {
        return new JudgedTable(session).all(now);
    }

    @Override
    public Optional<Judged> judged(Address address) {
        return new JudgedTable(session).of(address);
    }

    @Override
    public List<Ban> bans(Instant now, int limit) {
        return session.list(
                "read the bans", Rows::ban, "SELECT " + Rows.BAN + IN_FORCE + " ORDER BY id DESC LIMIT ?", now, limit);
    }

    @Override
    public List<Ban> bansByHand(Instant now, int limit) {
        return session.list(
                "read the bans by hand",
                Rows::ban,
                "SELECT " + Rows.BAN + IN_FORCE + " AND origin <> '" + Ban.SCANNER + "' ORDER BY id DESC LIMIT ?",
                now,
                limit);
    }

    @Override
    public Banned banned(Instant now) {
        Banned banned = new Banned();
        session.each(
                "read the bans",
                row -> banned.put(Rows.range(row.getString(1)), Rows.optionalTime(row, 2)),
                "SELECT address, ends_at FROM ban" + IN_FORCE,
                now);
        return banned;
    }

    @Override
    public void banCounts(Instant since, BanCount each) {
        session.each(
                "count the bans",
                row -> each.of(
                        Rows.range(row.getString(1)),
                        Rows.optionalTime(row, 2).map(Instant::toEpochMilli).orElse(Banned.FOR_EVER),
                        row.getInt(3)),
                "SELECT address, MAX(ends_at), COUNT(*) FROM ban WHERE created_at > ? AND ended_at IS NULL"
                        + " AND origin = '" + Ban.SCANNER + "' GROUP BY address",
                since);
    }

    @Override
    public List<Ban> bans(AddressRange range, Instant now) {
        return session.list(
                "read the bans of an address",
                Rows::ban,
                "SELECT " + Rows.BAN + IN_FORCE + " AND address = ? ORDER BY id",
                now,
                range.toString());
    }

    @Override
    public List<NamedHost> hosts() {
        return session.list(
                "read the host names", rows::host, "SELECT " + Rows.HOST + " WHERE ended_at IS NULL ORDER BY id");
    }

    @Override
    public List<NamedHost> hosts(Owner owner) {
        return session.list(
                "read the host names of an owner",
                rows::host,
                "SELECT " + Rows.HOST + " WHERE ended_at IS NULL AND owner = ? ORDER BY id",
                owner.name());
    }

    @Override
    public List<KnockKey> knockKeys() {
        return new KnockTable(session).keys();
    }

    @Override
    public Optional<KnockKey> knockKey(Owner owner) {
        return new KnockTable(session).key(owner);
    }

    @Override
    public Map<AccountNumber, Integer> doorbells() {
        return new KnockTable(session).doorbells();
    }

    @Override
    public Attempts attempts(Subject subject) {
        return session.first(
                        "read the attempts of a subject",
                        Rows::attempts,
                        "SELECT " + Rows.ATTEMPTS + " WHERE kind = ? AND subject = ?",
                        subject.kind().toString(),
                        subject.key())
                .orElse(Attempts.NONE);
    }

    @Override
    public Map<Subject, Attempts> locked(Instant now) {
        Map<Subject, Attempts> locked = new LinkedHashMap<>();
        session.list(
                        "read the locks",
                        Rows::subject,
                        "SELECT " + Rows.SUBJECT + " WHERE locked_until > ? ORDER BY kind, subject",
                        now)
                .forEach(e -> locked.put(e.getKey(), e.getValue()));
        return locked;
    }

    @Override
    public List<Event> events(int limit) {
        return session.list(
                "read the events", Rows::event, "SELECT " + Rows.EVENT + " ORDER BY id DESC LIMIT ?", limit);
    }

    @Override
    public List<OutboxMail> waitingMails(int limit) {
        return session.list(
                "read the outbox", Rows::mail, "SELECT " + Rows.MAIL + WAITING + " ORDER BY id LIMIT ?", limit);
    }

    @Override
    public long waitingMailCount() {
        return session.number("count the outbox", "SELECT COUNT(*) FROM outbox" + WAITING);
    }

    @Override
    public long lastMailId() {
        return session.number("read the last mail's id", "SELECT COALESCE(MAX(id), 0) FROM outbox");
    }

    @Override
    public long revision() {
        return session.number("read the revision", "SELECT revision FROM book WHERE id = 1");
    }
}
