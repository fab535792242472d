package io.callgate.store;

import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the book is: {@code jdbc:sqlite:/path/to/file} or {@code jdbc:mariadb://host/database?user=…&password=…}. It
 * never prints its password.
 */
public record DatabaseUrl(String jdbc) {

    private static final String SQLITE = "jdbc:sqlite:";
    private static final String MARIADB = "jdbc:mariadb:";
    private static final Pattern LOCAL =
            Pattern.compile("jdbc:mariadb://([^/@]*@)?(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?/.*");
    private static final Pattern TLS_CHOSEN = Pattern.compile("(?i).*[?&](sslMode|useSsl|ssl)=.*");

    public DatabaseUrl {
        if (jdbc.startsWith(SQLITE)) requireFile(jdbc.substring(SQLITE.length()));
        else if (!jdbc.startsWith(MARIADB))
            throw new IllegalArgumentException("\"" + concealed(jdbc) + "\" is no database for the book:"
                    + " use jdbc:sqlite:/path/to/file or jdbc:mariadb://host/database?user=…&password=…");
    }

    private static void requireFile(String path) {
        if (path.isEmpty() || path.startsWith(":") || path.startsWith("file:") || path.indexOf('?') >= 0)
            throw new IllegalArgumentException(
                    "\"" + SQLITE + path + "\" does not name a file: use jdbc:sqlite:/path/to/file");
    }

    private static String concealed(String jdbc) {
        String withoutOptions = jdbc.replaceFirst("\\?.*", "");
        return withoutOptions.replaceFirst("//[^/]*@", "//");
    }

    Dialect dialect() {
        return jdbc.startsWith(SQLITE) ? Dialect.SQLITE : Dialect.MARIADB;
    }

    /**
     * What the driver is told besides. It demands TLS of MariaDB, as it should over a network; a server on the same
     * machine seldom has it, so there it is only used when the URL says so.
     */
    Properties properties() {
        Properties properties = dialect().properties();
        if (LOCAL.matcher(jdbc).matches() && !TLS_CHOSEN.matcher(jdbc).matches())
            properties.setProperty("sslMode", "disable");
        return properties;
    }

    /** The file of an SQLite book. */
    Path file() {
        if (dialect() != Dialect.SQLITE) throw new IllegalStateException(this + " is not kept in a file of ours");
        return Path.of(jdbc.substring(SQLITE.length()));
    }

    @Override
    public String toString() {
        return concealed(jdbc);
    }
}
