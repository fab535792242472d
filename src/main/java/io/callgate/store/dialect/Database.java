package io.callgate.store.dialect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The databases that can hold the book, by the beginning of their URLs. A new one is entered here and nowhere else. */
public enum Database {
    SQLITE("jdbc:sqlite:") {
        @Override
        public Dialect dialect(String url, Duration patience) {
            return new SqliteDialect(Path.of(rest(url)), patience);
        }

        @Override
        public Optional<Path> file(String url) {
            return Optional.of(Path.of(rest(url)));
        }

        @Override
        public void require(String url) {
            String path = rest(url);
            if (path.isEmpty() || path.startsWith(":") || path.startsWith("file:") || path.indexOf('?') >= 0)
                throw new IllegalArgumentException(
                        "\"" + url + "\" does not name a file: use jdbc:sqlite:/path/to/file");
        }

        @Override
        public boolean isWhole(String url) {
            return rest(url).startsWith("/") && url.indexOf('?') < 0 && !url.endsWith("/");
        }
    },
    MARIADB("jdbc:mariadb:") {
        @Override
        public Dialect dialect(String url, Duration patience) {
            return new MariaDbDialect(url, patience);
        }

        @Override
        public Optional<Path> file(String url) {
            return Optional.empty();
        }

        @Override
        public void require(String url) {}

        @Override
        public boolean isWhole(String url) {
            return rest(url).matches("//[^/]+/[^/?]+([?].*)?");
        }
    };

    private final String beginning;

    Database(String beginning) {
        this.beginning = beginning;
    }

    /** Empty for one that cannot hold the book. */
    public static Optional<Database> of(String url) {
        return Stream.of(values())
                .filter(database -> url.startsWith(database.beginning))
                .findFirst();
    }

    String rest(String url) {
        return url.substring(beginning.length());
    }

    public abstract Dialect dialect(String url, Duration patience);

    /** The file that the book is; empty where a server keeps it, who wants a log-in. */
    public abstract Optional<Path> file(String url);

    /** @throws IllegalArgumentException when {@code url} cannot lead to a book */
    public abstract void require(String url);

    /** Whether an administrator has written all of it: an absolute path, or a server and a database. */
    public abstract boolean isWhole(String url);
}
