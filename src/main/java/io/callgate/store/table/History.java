package io.callgate.store.table;

import io.callgate.store.connection.Session;
import java.time.Instant;

/** What tables share whose rows are never deleted: somebody ends them, or, where they have an end of their own, time does. */
final class History {

    /** One value: the time. */
    static final String IN_FORCE = " WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)";

    private History() {}

    /** Whoever was first has ended it. */
    static void end(Session session, String step, String table, long id, Instant at, String by) {
        session.update(
                step,
                "UPDATE " + table + " SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
                at,
                Text.cut(by, 255),
                id);
    }
}
