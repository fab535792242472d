package io.callgate.store;

import io.callgate.gate.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of an SQLite book: of owner and group alone, for a reader through ODBC has to write the files beside it. */
final class SqliteFile {
    private SqliteFile() {}

    /** Makes an empty file, and its directory, unless they are there. SQLite gives the files beside it the same mode. */
    static void create(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
            }
            var none = PosixFilePermissions.fromString("rw-------");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(none));
            // By a second call, because the umask would take the group's part from the first.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) throw new StoreException(file + " is in the way: it is not a file", e);
        } catch (IOException e) {
            throw new StoreException("cannot create " + file + ": " + e, e);
        }
    }
}
