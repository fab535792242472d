package io.callgate.store;

import io.callgate.kit.Login;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.store.dialect.Database;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Durations;
import io.callgate.toml.Toml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The table {@code [database]}: where the book is.
 *
 * @param url a JDBC URL of SQLite or MariaDB
 * @param patience how long one use of it may take
 * @param login for the database; it is no part of the table, but kept among the secrets
 */
public record DatabaseConfig(String url, Duration patience, Login login) {

    public static DatabaseConfig read(Toml toml) {
        return new DatabaseConfig(
                toml.find("database", "url")
                        .map(v -> v.as(DatabaseConfig::url))
                        .orElse("jdbc:sqlite:/var/lib/callgate/callgate.db"),
                toml.find("database", "patience")
                        .map(v -> v.as(DatabaseConfig::patience))
                        .orElse(DatabaseUrl.PATIENCE),
                Login.NONE);
    }

    private static String url(String text) {
        if (Database.of(text).filter(database -> database.isWhole(text)).isEmpty())
            throw new IllegalArgumentException("must be jdbc:sqlite:/path/to/file or jdbc:mariadb://host/database");
        return new DatabaseUrl(text).jdbc();
    }

    /** More than a minute would keep callers, and a stop, waiting for a database that will not answer. */
    private static Duration patience(String text) {
        Duration patience = Durations.parse(text);
        if (patience.compareTo(Duration.ofMinutes(1)) > 0) throw new IllegalArgumentException("must be 1s to 1m");
        return patience;
    }

    public DatabaseConfig with(Login secret) {
        return new DatabaseConfig(url, patience, secret);
    }

    /** The URL with the login; it is not for printing. */
    public DatabaseUrl whole() {
        if (file().isPresent()) return new DatabaseUrl(url, patience);
        StringBuilder whole = new StringBuilder(url);
        login.user().ifPresent(user -> append(whole, "user", user));
        login.password().ifPresent(password -> append(whole, "password", password));
        return new DatabaseUrl(whole.toString(), patience);
    }

    private static void append(StringBuilder url, String key, String value) {
        // The driver splits there, and knows no escape.
        if (value.indexOf('&') >= 0) throw new ConfigException("the secret database." + key + " must not hold a &");
        url.append(url.indexOf("?") < 0 ? '?' : '&').append(key).append('=').append(value);
    }

    /** The file that the book is, where no server keeps it. */
    public Optional<Path> file() {
        return Database.of(url).flatMap(database -> database.file(url));
    }
}
