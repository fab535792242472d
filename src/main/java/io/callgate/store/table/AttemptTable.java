package io.callgate.store.table;

import io.callgate.core.account.Attempts;
import io.callgate.core.account.Subject;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes the failures that are counted, within one transaction. */
public record AttemptTable(Session session) {

    private static final String SELECT =
            "SELECT failures, drains_from, locked_until, told_at, kind, subject FROM attempt";

    private static Attempts attempts(ResultSet row) throws SQLException {
        return new Attempts(row.getInt(1), Rows.time(row, 2), Rows.time(row, 3), Rows.time(row, 4));
    }

    private static Subject subject(ResultSet row) throws SQLException {
        return new Subject(Subject.Kind.valueOf(row.getString(5).toUpperCase(Locale.ROOT)), row.getString(6));
    }

    public Attempts of(Subject subject) {
        return session.first(
                        "read the attempts of a subject",
                        AttemptTable::attempts,
                        SELECT + " WHERE kind = ? AND subject = ?",
                        subject.kind().toString(),
                        subject.key())
                .orElse(Attempts.NONE);
    }

    public Map<Subject, Attempts> locked(Instant now) {
        Map<Subject, Attempts> locked = new LinkedHashMap<>();
        session.each(
                "read the locks",
                row -> locked.put(subject(row), attempts(row)),
                SELECT + " WHERE locked_until > ? ORDER BY kind, subject",
                now);
        return locked;
    }

    public void put(Subject subject, Attempts attempts) {
        new NewRow("attempt")
                .with("kind", subject.kind().toString())
                .with("subject", subject.key())
                .with("failures", attempts.failures())
                .with("drains_from", attempts.drainsFrom())
                .with("locked_until", attempts.lockedUntil())
                .with("told_at", attempts.toldAt())
                .replace(session, "count an attempt");
    }

    public void clear(Subject subject) {
        session.update(
                "clear the attempts of a subject",
                "DELETE FROM attempt WHERE kind = ? AND subject = ?",
                subject.kind().toString(),
                subject.key());
    }

    public void forget(Subject.Kind kind, Instant before) {
        session.update(
                "forget old attempts",
                "DELETE FROM attempt WHERE kind = ? AND drains_from < ? AND locked_until < ?",
                kind.toString(),
                before,
                before);
    }
}
