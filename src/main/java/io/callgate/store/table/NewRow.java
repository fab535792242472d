package io.callgate.store.table;

import io.callgate.store.connection.Session;
import java.util.ArrayList;
import java.util.List;

/** A row that is to be written, with its values by the names of their columns: none can be in the place of another. */
final class NewRow {

    private final String table;
    private final List<String> columns = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    NewRow(String table) {
        this.table = table;
    }

    NewRow with(String column, Object value) {
        columns.add(column);
        values.add(value);
        return this;
    }

    /** Writes it, and returns the number that the database gave it. */
    long enter(Session session, String step) {
        return session.enter(step, "INSERT" + sql() + " RETURNING id", values.toArray());
    }

    /** Writes it where the table numbers nothing. */
    void insert(Session session, String step) {
        session.update(step, "INSERT" + sql(), values.toArray());
    }

    /** Writes it in the place of the row of the same key. */
    void replace(Session session, String step) {
        session.update(step, "REPLACE" + sql(), values.toArray());
    }

    private String sql() {
        return " INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + "?, ".repeat(columns.size() - 1)
                + "?)";
    }
}
