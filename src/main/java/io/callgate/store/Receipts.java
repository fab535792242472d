package io.callgate.store;

import io.callgate.store.connection.Session;
import java.time.Instant;

/** The ids of transactions that are in the book, for whoever was not told whether theirs is. */
final class Receipts {

    private Receipts() {}

    /** Within the transaction that it is of. */
    static void add(Session session, String id, Instant now) {
        session.update("sign", "INSERT INTO receipt (id, created_at) VALUES (?, ?)", id, now);
    }

    /** Changes nothing that anybody asks for, and goes the way of all changes. */
    static void tryOut(Session session, Instant now) {
        session.update("try the book out", "REPLACE INTO receipt (id, created_at) VALUES ('trial', ?)", now);
    }

    /** Drops what is older than {@code before}. */
    static void forget(Session session, Instant before) {
        session.update("forget receipts", "DELETE FROM receipt WHERE created_at < ?", before);
    }

    static boolean has(Session session, String id) {
        return session.number("look for a transaction", "SELECT COUNT(*) FROM receipt WHERE id = ?", id) > 0;
    }
}
