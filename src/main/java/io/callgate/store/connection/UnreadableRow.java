package io.callgate.store.connection;

import com.google.common.base.CharMatcher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row that somebody wrote by hand and that says nothing callgate understands. It does not count, and must not keep the
 * others from counting; the log says so once.
 */
final class UnreadableRow {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRow.class);
    private static final int REMEMBERED = 1000;
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    private UnreadableRow() {}

    static void report(String step, ResultSet row, RuntimeException reason) throws SQLException {
        String text = step + ": the row " + row.getString(1) + " does not count: " + reason.getMessage();
        String line = CharMatcher.javaIsoControl().replaceFrom(text, '?');
        if (REPORTED.size() < REMEMBERED && REPORTED.add(line)) LOG.warn("{}", line);
    }
}
