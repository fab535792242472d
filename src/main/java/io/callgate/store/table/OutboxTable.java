package io.callgate.store.table;

import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The outbox within one transaction. */
public record OutboxTable(Session session) {

    private static final String SELECT =
            "SELECT id, channel, recipient, subject, body, created_at, attempts, next_attempt_at,"
                    + " last_error FROM outbox WHERE sent_at IS NULL";

    private static final String WAITING = " AND next_attempt_at IS NOT NULL";

    private static OutboxMessage message(ResultSet row) throws SQLException {
        return new OutboxMessage(
                row.getLong(1),
                row.getString(2),
                new Message(row.getString(3), row.getString(4), row.getString(5)),
                Rows.time(row, 6),
                row.getInt(7),
                Rows.optionalTime(row, 8),
                row.getString(9));
    }

    public List<OutboxMessage> waiting(String channel, int limit) {
        String sql = SELECT + WAITING + " AND channel = ? ORDER BY id LIMIT ?";
        return session.list("read the outbox", OutboxTable::message, sql, channel, limit);
    }

    public List<OutboxMessage> unsent(int limit) {
        return session.list("read the outbox", OutboxTable::message, SELECT + " ORDER BY id DESC LIMIT ?", limit);
    }

    public Map<String, Long> countWaiting() {
        Map<String, Long> counts = new TreeMap<>();
        String sql = "SELECT channel, COUNT(*) FROM outbox WHERE sent_at IS NULL" + WAITING + " GROUP BY channel";
        session.each("count the outbox", row -> counts.put(row.getString(1), row.getLong(2)), sql);
        return counts;
    }

    public long lastId() {
        return session.number("read the last message's id", "SELECT COALESCE(MAX(id), 0) FROM outbox");
    }

    public void post(String channel, Message message, Instant now) {
        new NewRow("outbox")
                .with("recipient", message.to())
                .with("subject", message.subject())
                .with("body", message.body())
                .with("created_at", now)
                .with("next_attempt_at", now)
                .with("channel", channel)
                .insert(session, "post a " + channel);
    }

    public List<OutboxMessage> claim(String channel, long upTo, Instant now, Duration lease, int limit) {
        String due = " AND channel = ? AND next_attempt_at <= ? AND id <= ?";
        List<OutboxMessage> messages = session.list(
                "claim messages",
                OutboxTable::message,
                SELECT + due + " ORDER BY id LIMIT ?",
                channel,
                now,
                upTo,
                limit);
        if (messages.isEmpty()) return messages;
        long last = messages.get(messages.size() - 1).id();
        Instant again = now.plus(lease).truncatedTo(ChronoUnit.SECONDS);
        session.update(
                "claim messages",
                "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ? WHERE sent_at IS NULL" + due,
                again,
                channel,
                now,
                last);
        return messages.stream().map(m -> claimed(m, again)).toList();
    }

    private static OutboxMessage claimed(OutboxMessage m, Instant again) {
        return new OutboxMessage(
                m.id(), m.channel(), m.message(), m.createdAt(), m.attempts() + 1, Optional.of(again), m.lastError());
    }

    public void sent(long id, Instant at) {
        session.update("note a message as sent", "UPDATE outbox SET sent_at = ?, last_error = '' WHERE id = ?", at, id);
    }

    public void failed(long id, Optional<Instant> next, String error) {
        session.update(
                "note a failed message",
                "UPDATE outbox SET next_attempt_at = ?, last_error = ? WHERE id = ? AND sent_at IS NULL",
                next,
                Text.cut(error, 1000),
                id);
    }
}
