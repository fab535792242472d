package io.callgate.store.table;

import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.gate.port.BookView.BanCount;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Reads and writes the bans within one transaction. */
public record BanTable(Session session) {

    private static final String SELECT =
            "SELECT id, address, origin, reason, created_at, ends_at FROM ban" + History.IN_FORCE;

    private static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                row.getLong(1),
                Rows.range(row.getString(2)),
                row.getString(3),
                row.getString(4),
                Rows.time(row, 5),
                Rows.optionalTime(row, 6));
    }

    public List<Ban> newest(Instant now, int limit) {
        return session.list("read the bans", BanTable::ban, SELECT + " ORDER BY id DESC LIMIT ?", now, limit);
    }

    public List<Ban> newestByHand(Instant now, int limit) {
        return session.list(
                "read the bans by hand",
                BanTable::ban,
                SELECT + " AND origin <> '" + Ban.SCANNER + "' ORDER BY id DESC LIMIT ?",
                now,
                limit);
    }

    public List<Ban> of(AddressRange range, Instant now) {
        return session.list(
                "read the bans of an address",
                BanTable::ban,
                SELECT + " AND address = ? ORDER BY id",
                now,
                range.toString());
    }

    public Banned all(Instant now) {
        Banned banned = new Banned();
        session.each(
                "read the bans",
                row -> banned.put(Rows.range(row.getString(1)), Rows.optionalTime(row, 2)),
                "SELECT address, ends_at FROM ban" + History.IN_FORCE,
                now);
        return banned;
    }

    public void counts(Instant since, BanCount each) {
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

    public Ban add(AddressRange range, String origin, String reason, Instant createdAt, Optional<Instant> endsAt) {
        Instant created = createdAt.truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> ends = endsAt.map(e -> e.truncatedTo(ChronoUnit.SECONDS));
        String cut = Text.cut(reason, 1000);
        long id = new NewRow("ban")
                .with("address", range.toString())
                .with("origin", origin)
                .with("reason", cut)
                .with("created_at", created)
                .with("ends_at", ends)
                .enter(session, "enter a ban");
        return new Ban(id, range, origin, cut, created, ends);
    }

    public void end(Ban ban, Instant at, String by) {
        History.end(session, "end a ban", "ban", ban.id(), at, by);
    }
}
