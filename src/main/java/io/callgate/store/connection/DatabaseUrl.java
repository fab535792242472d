package io.callgate.store.connection;

import io.callgate.store.dialect.Database;
import io.callgate.store.dialect.Dialect;
import java.time.Duration;
import java.util.Properties;

/**
 * Where the book is: {@code jdbc:sqlite:/path/to/file} or {@code jdbc:mariadb://host/database?user=…&password=…}. It
 * never prints its password.
 *
 * @param patience how long one use of the book may take, with all its waits
 */
public record DatabaseUrl(String jdbc, Duration patience) {

    /** What a caller on the phone can still be asked to wait for. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The pool that keeps connections counts no shorter one. */
    public static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    public DatabaseUrl {
        Database.of(jdbc)
                .orElseThrow(() -> new IllegalArgumentException("\"" + concealed(jdbc)
                        + "\" is no database for the book: use jdbc:sqlite:/path/to/file or"
                        + " jdbc:mariadb://host/database?user=…&password=…"))
                .require(jdbc);
        if (patience.compareTo(LEAST_PATIENCE) < 0)
            throw new IllegalArgumentException("a patience of " + patience + " is too little: give it "
                    + LEAST_PATIENCE.toSeconds() + "s or more");
    }

    public DatabaseUrl(String jdbc) {
        this(jdbc, PATIENCE);
    }

    private static String concealed(String jdbc) {
        String withoutOptions = jdbc.replaceFirst("\\?.*", "");
        return withoutOptions.replaceFirst("//[^/]*@", "//");
    }

    public Dialect dialect() {
        return Database.of(jdbc).orElseThrow().dialect(jdbc, patience);
    }

    /** What the driver is told besides. */
    public Properties properties() {
        return dialect().properties();
    }

    /** The same book, for work that takes longer. */
    public DatabaseUrl patient(Duration longer) {
        return new DatabaseUrl(jdbc, longer);
    }

    @Override
    public String toString() {
        return concealed(jdbc);
    }
}
