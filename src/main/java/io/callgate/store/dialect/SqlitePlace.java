package io.callgate.store.dialect;

import static io.callgate.gate.port.BookFault.Kind.GONE;
import static io.callgate.gate.port.BookFault.Kind.REFUSES;
import static io.callgate.gate.port.BookFault.Kind.REPLACED;

import io.callgate.gate.port.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * An SQLite file and its log, as they were when they were opened. SQLite goes on writing into files that nobody finds any
 * more, deleted or renamed over, and says nothing; what counts is what the next start will open.
 */
final class SqlitePlace implements Place {

    private final Path file;
    private final Path log;
    private final Object opened;
    private volatile Optional<Object> openedLog = Optional.empty();

    SqlitePlace(Path file) {
        this.file = file;
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        try {
            this.opened = key(file);
        } catch (IOException e) {
            throw new StoreException("cannot look at the book in " + file + ": " + e, e);
        }
    }

    /** Its device and inode. While a file is open, no other gets the same. */
    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** SQLite opens its log by name with the first transaction, and deletes it with the last connection. */
    @Override
    public void note() {
        try {
            openedLog = Optional.of(key(log));
        } catch (IOException e) {
            throw new StoreException("the log of the book, " + log + ", is not to be found: " + e, e);
        }
    }

    @Override
    public void forget() {
        openedLog = Optional.empty();
    }

    @Override
    public Optional<Trouble> lost() {
        return lost(file, opened).or(() -> openedLog.flatMap(key -> lost(log, key)));
    }

    private Optional<Trouble> lost(Path path, Object expected) {
        try {
            if (key(path).equals(expected)) return Optional.empty();
            return Optional.of(new Trouble(
                    REPLACED,
                    path + " is not the file any more that callgate opened: somebody put another in its place;"
                            + " callgate opens it anew, and saves nothing until it has"));
        } catch (NoSuchFileException e) {
            return Optional.of(new Trouble(
                    GONE,
                    path + " was deleted or moved: put the book back, or a backup of it, and callgate takes it up;"
                            + " nothing is saved until then"));
        } catch (IOException e) {
            return Optional.of(new Trouble(REFUSES, "cannot look at " + path + ": " + e));
        }
    }
}
