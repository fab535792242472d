package io.callgate.store.table;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and writes the grants within one transaction. */
public final class GrantTable {

    private static final String SELECT =
            "SELECT id, owner, origin, address, services, created_at, ends_at, note FROM whitelist" + History.IN_FORCE;

    /** Of a grant that somebody ended after its own end, the earlier moment counts. Each half has its index. */
    private static final String LOST = """
            SELECT address, MAX(lost) FROM (
                SELECT address, CASE WHEN ends_at < ended_at THEN ends_at ELSE ended_at END AS lost
                FROM whitelist WHERE ended_at > ?
                UNION ALL
                SELECT address, ends_at AS lost
                FROM whitelist WHERE ended_at IS NULL AND ends_at > ? AND ends_at <= ?
            ) AS losses WHERE lost > ? GROUP BY address""";

    private final Session session;

    /** Many grants open the same services: 100,000 rows share a few values. */
    private final Map<String, Services> services = new HashMap<>();

    public GrantTable(Session session) {
        this.session = session;
    }

    private Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getLong(1),
                new Owner(row.getString(2)),
                Origin.parse(row.getString(3)),
                Rows.range(row.getString(4)),
                services.computeIfAbsent(row.getString(5), Services::parse),
                Rows.time(row, 6),
                Rows.optionalTime(row, 7),
                row.getString(8));
    }

    public List<Grant> all(Instant now) {
        return session.list("read the grants", this::grant, SELECT + " ORDER BY id", now);
    }

    public List<Grant> of(Owner owner, Instant now) {
        return session.list(
                "read the grants of an owner", this::grant, SELECT + " AND owner = ? ORDER BY id", now, owner.name());
    }

    public List<Grant> of(AddressRange range, Instant now) {
        return session.list(
                "read the grants of an address",
                this::grant,
                SELECT + " AND address = ? ORDER BY id",
                now,
                range.toString());
    }

    public boolean everHad(Owner owner, AddressRange range) {
        return session.number(
                        "read an owner's former grants",
                        "SELECT COUNT(*) FROM whitelist WHERE address = ? AND owner = ?",
                        range.toString(),
                        owner.name())
                > 0;
    }

    public Map<AddressRange, Instant> endedSince(Instant since, Instant now) {
        Map<AddressRange, Instant> lost = new TreeMap<>();
        session.each(
                "read the grants that ended",
                row -> lost.put(Rows.range(row.getString(1)), Rows.time(row, 2)),
                LOST,
                since,
                since,
                now,
                since);
        return lost;
    }

    public Grant add(NewGrant g) {
        Instant created = g.createdAt().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> ends = g.endsAt().map(e -> e.truncatedTo(ChronoUnit.SECONDS));
        long id = new NewRow("whitelist")
                .with("owner", g.owner().name())
                .with("origin", g.origin().toString())
                .with("address", g.range().toString())
                .with("services", g.services().toString())
                .with("created_at", created)
                .with("ends_at", ends)
                .with("note", g.note())
                .enter(session, "enter a grant");
        return new Grant(id, g.owner(), g.origin(), g.range(), g.services(), created, ends, g.note());
    }

    public void end(Grant grant, Instant at, String by) {
        History.end(session, "end a grant", "whitelist", grant.id(), at, by);
    }
}
