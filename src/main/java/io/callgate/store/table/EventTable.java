package io.callgate.store.table;

import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads and writes the audit within one transaction. */
public record EventTable(Session session) {

    private static final String SELECT = "SELECT at, kind, actor, owner, address, services, caller, detail FROM event";

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                Rows.time(row, 1),
                EventKind.parse(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8));
    }

    public List<Event> newest(int limit) {
        return session.list("read the events", EventTable::event, SELECT + " ORDER BY id DESC LIMIT ?", limit);
    }

    /** The texts of an event are cut to their columns: a long name from outside must not keep a thing from happening. */
    public void add(Event event) {
        new NewRow("event")
                .with("at", event.at())
                .with("kind", event.kind().toString())
                .with("actor", Text.cut(event.actor(), 255))
                .with("owner", Text.cut(event.owner(), 255))
                .with("address", Text.cut(event.address(), 64))
                .with("services", Text.cut(event.services(), 1000))
                .with("caller", Text.cut(event.caller(), 255))
                .with("detail", Text.cut(event.detail(), 1000))
                .insert(session, "record an event");
    }
}
