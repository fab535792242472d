package io.callgate.store;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes values of rows; the column lists stand beside what reads them, by position. */
final class Rows {

    static final String ACCOUNT =
            "number, name, email, services, extension, pin, enabled, created_at, last_caller FROM account";
    static final String GRANT = "id, owner, origin, address, services, created_at, ends_at, note FROM whitelist";
    static final String BAN = "id, address, origin, reason, created_at, ends_at FROM ban";
    static final String HOST = "id, owner, origin, host, services, note, created_at, trouble, trouble_since,"
            + " trouble_detail, COALESCE(good4_at, created_at), COALESCE(good6_at, created_at), COALESCE(told_at, 0)"
            + " FROM hostname";
    static final String ATTEMPTS = "failures, drains_from, locked_until, told_at FROM attempt";
    static final String SUBJECT = "subject, kind, failures, drains_from, locked_until, told_at FROM attempt";
    static final String EVENT = "id, at, kind, actor, owner, address, services, caller, detail FROM event";
    static final String MAIL =
            "id, recipient, subject, body, created_at, attempts, next_attempt_at, sent_at, last_error" + " FROM outbox";

    /** Many grants open the same services: 100,000 rows share a few values. */
    private final Map<String, Services> services = new HashMap<>();

    Account account(ResultSet row) throws SQLException {
        return new Account(
                new AccountNumber(row.getString(1)),
                row.getString(2),
                row.getString(3),
                services(row.getString(4)),
                notEmpty(row.getString(5)),
                new PinHash(row.getString(6)),
                row.getInt(7) != 0,
                time(row, 8),
                notEmpty(row.getString(9)));
    }

    Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getLong(1),
                new Owner(row.getString(2)),
                Origin.parse(row.getString(3)),
                range(row.getString(4)),
                services(row.getString(5)),
                time(row, 6),
                optionalTime(row, 7),
                notEmpty(row.getString(8)).orElse(""));
    }

    static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                row.getLong(1),
                range(row.getString(2)),
                row.getString(3),
                row.getString(4),
                time(row, 5),
                optionalTime(row, 6));
    }

    NamedHost host(ResultSet row) throws SQLException {
        return new NamedHost(
                row.getLong(1),
                new Owner(row.getString(2)),
                Origin.parse(row.getString(3)),
                HostName.parse(row.getString(4)),
                services(row.getString(5)),
                row.getString(6),
                time(row, 7),
                trouble(row),
                new NamedHost.Notes(time(row, 11), time(row, 12), time(row, 13)));
    }

    private static Optional<NamedHost.Trouble> trouble(ResultSet row) throws SQLException {
        String kind = row.getString(8);
        if (kind.isEmpty()) return Optional.empty();
        return Optional.of(new NamedHost.Trouble(NamedHost.Kind.parse(kind), time(row, 9), row.getString(10)));
    }

    /** Rows are found by the text of their address, so only the canonical one counts. */
    static AddressRange range(String text) {
        AddressRange range = AddressRange.parse(text);
        if (!range.toString().equals(text))
            throw new IllegalArgumentException("\"" + text + "\" is to be written as " + range);
        return range;
    }

    private Services services(String text) {
        return services.computeIfAbsent(text, Services::parse);
    }

    static Attempts attempts(ResultSet row) throws SQLException {
        return new Attempts(row.getInt(1), time(row, 2), time(row, 3), time(row, 4));
    }

    static Map.Entry<Subject, Attempts> subject(ResultSet row) throws SQLException {
        Subject.Kind kind = Subject.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
        return Map.entry(
                new Subject(kind, row.getString(1)),
                new Attempts(row.getInt(3), time(row, 4), time(row, 5), time(row, 6)));
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                time(row, 2),
                EventKind.parse(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }

    static OutboxMail mail(ResultSet row) throws SQLException {
        return new OutboxMail(
                row.getLong(1),
                new Mail(row.getString(2), row.getString(3), row.getString(4)),
                time(row, 5),
                row.getInt(6),
                time(row, 7),
                optionalTime(row, 8),
                row.getString(9));
    }

    static Instant time(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochSecond(row.getLong(column));
    }

    static Optional<Instant> optionalTime(ResultSet row, int column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static Optional<String> notEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
