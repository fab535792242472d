package io.callgate.store;

import io.callgate.core.mail.Mail;
import io.callgate.core.mail.OutboxMail;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The outbox within one transaction. */
record Outbox(Session session) {

    void post(Mail mail, Instant now) {
        session.update(
                "post a mail",
                "INSERT INTO outbox (recipient, subject, body, created_at, next_attempt_at) VALUES (?, ?, ?, ?, ?)",
                mail.to(),
                mail.subject(),
                mail.body(),
                now,
                now);
    }

    List<OutboxMail> claim(long upTo, Instant now, Duration lease, int limit) {
        String due = " WHERE sent_at IS NULL AND next_attempt_at <= ? AND id <= ?";
        List<OutboxMail> mails = session.list(
                "claim mails", Rows::mail, "SELECT " + Rows.MAIL + due + " ORDER BY id LIMIT ?", now, upTo, limit);
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

    void sent(long id, Instant at) {
        session.update("note a mail as sent", "UPDATE outbox SET sent_at = ?, last_error = '' WHERE id = ?", at, id);
    }

    void failed(long id, Optional<Instant> next, String error) {
        session.update(
                "note a failed mail",
                "UPDATE outbox SET next_attempt_at = ?, last_error = ? WHERE id = ? AND sent_at IS NULL",
                next,
                Text.cut(error, 1000),
                id);
    }
}
