package io.callgate.store.dialect;

import io.callgate.gate.port.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The file of an SQLite book: of owner and group alone, for a reader through ODBC has to write the files beside it. */
final class SqliteFile {
    private SqliteFile() {}

    /** Makes an empty file, and its directory, unless they are there. SQLite gives the files beside it the same mode. */
    static void create(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                permit(directory, "rwxrwx---");
            }
            var none = PosixFilePermissions.fromString("rw-------");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(none));
            // By a second call, because the umask would take the group's part from the first.
            permit(file, "rw-rw----");
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                throw new StoreException(file + " is in the way: it is not a file", e);
        } catch (IOException e) {
            throw new StoreException("cannot create " + file + ": " + e, e);
        }
    }

    /** Not through a link that somebody put in its place. */
    private static void permit(Path path, String mode) throws IOException {
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(PosixFilePermissions.fromString(mode));
    }

    /** SQLite would follow links, and its directory belongs to a group: what is not a file is refused. */
    static void refuseLinks(Path file) {
        for (String companion : List.of("", "-wal", "-shm", "-journal")) {
            Path one = file.resolveSibling(file.getFileName() + companion);
            if (Files.exists(one, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
                throw new StoreException(
                        one + " is no file of its own: take it away if somebody laid it there, or name what it"
                                + " leads to in database.url");
        }
    }
}
