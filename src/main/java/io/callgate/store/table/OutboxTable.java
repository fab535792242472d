package io.callgate.store.table;

import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The outbox within one transaction. */
public record OutboxTable(Session session) {

    private static final String SELECT = "SELECT id, recipient, subject, body, created_at, attempts, next_attempt_at,"
            + " sent_at, last_error FROM outbox";

    private static final String WAITING = " WHERE sent_at IS NULL AND next_attempt_at IS NOT NULL";

    private static OutboxMail mail(ResultSet row) throws SQLException {
        return new OutboxMail(
                row.getLong(1),
                new Mail(row.getString(2), row.getString(3), row.getString(4)),
                Rows.time(row, 5),
                row.getInt(6),
                Rows.time(row, 7),
                Rows.optionalTime(row, 8),
                row.getString(9));
    }

    public List<OutboxMail> waiting(int limit) {
        return session.list("read the outbox", OutboxTable::mail, SELECT + WAITING + " ORDER BY id LIMIT ?", limit);
    }

    public long countWaiting() {
        return session.number("count the outbox", "SELECT COUNT(*) FROM outbox" + WAITING);
    }

    public long lastId() {
        return session.number("read the last mail's id", "SELECT COALESCE(MAX(id), 0) FROM outbox");
    }

    public void post(Mail mail, Instant now) {
        new NewRow("outbox")
                .with("recipient", mail.to())
                .with("subject", mail.subject())
                .with("body", mail.body())
                .with("created_at", now)
                .with("next_attempt_at", now)
                .insert(session, "post a mail");
    }

    public List<OutboxMail> claim(long upTo, Instant now, Duration lease, int limit) {
        String due = " WHERE sent_at IS NULL AND next_attempt_at <= ? AND id <= ?";
        List<OutboxMail> mails =
                session.list("claim mails", OutboxTable::mail, SELECT + due + " ORDER BY id LIMIT ?", now, upTo, limit);
        if (mails.isEmpty()) return mails;
        long last = mails.get(mails.size() - 1).id();
        Instant again = now.plus(lease).truncatedTo(ChronoUnit.SECONDS);
        session.update(
                "claim mails",
                "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?" + due,
                again,
                now,
                last);
        return mails.stream().map(m -> claimed(m, again)).toList();
    }

    private static OutboxMail claimed(OutboxMail m, Instant again) {
        return new OutboxMail(m.id(), m.mail(), m.createdAt(), m.attempts() + 1, again, m.sentAt(), m.lastError());
    }

    public void sent(long id, Instant at) {
        session.update("note a mail as sent", "UPDATE outbox SET sent_at = ?, last_error = '' WHERE id = ?", at, id);
    }

    public void failed(long id, Optional<Instant> next, String error) {
        session.update(
                "note a failed mail",
                "UPDATE outbox SET next_attempt_at = ?, last_error = ? WHERE id = ? AND sent_at IS NULL",
                next,
                Text.cut(error, 1000),
                id);
    }
}
