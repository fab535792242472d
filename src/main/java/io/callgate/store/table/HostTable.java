package io.callgate.store.table;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Reads and writes the host names within one transaction. */
public record HostTable(Session session) {

    private static final String SELECT = "SELECT id, owner, origin, host, services, note, created_at, trouble,"
            + " trouble_since, trouble_detail, COALESCE(good4_at, created_at), COALESCE(good6_at, created_at),"
            + " COALESCE(told_at, 0) FROM hostname WHERE ended_at IS NULL";

    private static NamedHost host(ResultSet row) throws SQLException {
        return new NamedHost(
                row.getLong(1),
                new Owner(row.getString(2)),
                Origin.parse(row.getString(3)),
                HostName.parse(row.getString(4)),
                Services.parse(row.getString(5)),
                row.getString(6),
                Rows.time(row, 7),
                trouble(row),
                new NamedHost.Notes(Rows.time(row, 11), Rows.time(row, 12), Rows.time(row, 13)));
    }

    private static Optional<NamedHost.Trouble> trouble(ResultSet row) throws SQLException {
        String kind = row.getString(8);
        if (kind.isEmpty()) return Optional.empty();
        return Optional.of(new NamedHost.Trouble(NamedHost.Kind.parse(kind), Rows.time(row, 9), row.getString(10)));
    }

    public List<NamedHost> all() {
        return session.list("read the host names", HostTable::host, SELECT + " ORDER BY id");
    }

    public List<NamedHost> of(Owner owner) {
        return session.list(
                "read the host names of an owner",
                HostTable::host,
                SELECT + " AND owner = ? ORDER BY id",
                owner.name());
    }

    public NamedHost add(Owner owner, Origin origin, HostName host, Services services, Instant createdAt, String note) {
        Instant created = createdAt.truncatedTo(ChronoUnit.SECONDS);
        long id = new NewRow("hostname")
                .with("owner", owner.name())
                .with("origin", origin.toString())
                .with("host", host.text())
                .with("services", services.toString())
                .with("note", note)
                .with("created_at", created)
                .enter(session, "enter a host name");
        return new NamedHost(
                id, owner, origin, host, services, note, created, Optional.empty(), NamedHost.Notes.none(created));
    }

    public void end(NamedHost host, Instant at, String by) {
        History.end(session, "end a host name", "hostname", host.id(), at, by);
    }

    public void put(NamedHost host, Optional<NamedHost.Trouble> trouble) {
        session.update(
                "note the trouble with a host name",
                "UPDATE hostname SET trouble = ?, trouble_since = ?, trouble_detail = ? WHERE id = ?",
                trouble.map(t -> t.kind().toString()).orElse(""),
                trouble.map(NamedHost.Trouble::since),
                Text.cut(trouble.map(NamedHost.Trouble::detail).orElse(""), 1000),
                host.id());
    }

    public void put(NamedHost host, NamedHost.Notes notes) {
        session.update(
                "note the answers of a host name",
                "UPDATE hostname SET good4_at = ?, good6_at = ?, told_at = ? WHERE id = ?",
                notes.good4(),
                notes.good6(),
                notes.told(),
                host.id());
    }
}
