package io.callgate.store.table;

import io.callgate.core.address.Address;
import io.callgate.core.grant.Judged;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and writes for whom flows that the PBX itself began speak. */
public record JudgedTable(Session session) {

    private static final String JUDGED = "address, cause, created_at, ends_at, said_by FROM judged";

    public List<Judged> all(Instant now) {
        return session.list(
                "read who is judged",
                JudgedTable::judged,
                "SELECT " + JUDGED + " WHERE ends_at IS NULL OR ends_at > ? ORDER BY address",
                now);
    }

    public Optional<Judged> of(Address address) {
        return session.first(
                "read how an address is judged",
                JudgedTable::judged,
                "SELECT " + JUDGED + " WHERE address = ?",
                address.toString());
    }

    private static Judged judged(ResultSet row) throws SQLException {
        return new Judged(
                Rows.range(row.getString(1)).network(),
                Judged.Cause.parse(row.getString(2)),
                Rows.time(row, 3),
                Rows.optionalTime(row, 4),
                row.getString(5));
    }

    public void put(Judged judged) {
        new NewRow("judged")
                .with("address", judged.address().toString())
                .with("cause", judged.cause().toString())
                .with("created_at", judged.since())
                .with("ends_at", judged.until())
                .with("said_by", Text.cut(judged.by(), 255))
                .replace(session, "write how an address is judged");
    }

    public void forget(Instant before) {
        session.update("forget who was judged", "DELETE FROM judged WHERE ends_at <= ?", before);
    }
}
