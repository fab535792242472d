package io.callgate.store.table;

import io.callgate.core.address.AddressRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads what columns of several tables hold. */
final class Rows {

    private Rows() {}

    /** Rows are found by the text of their address, so only the canonical one counts. */
    static AddressRange range(String text) {
        AddressRange range = AddressRange.parse(text);
        if (!range.toString().equals(text))
            throw new IllegalArgumentException("\"" + text + "\" is to be written as " + range);
        return range;
    }

    static Instant time(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochSecond(row.getLong(column));
    }

    static Optional<Instant> optionalTime(ResultSet row, int column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }
}
