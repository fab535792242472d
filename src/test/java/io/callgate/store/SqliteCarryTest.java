package io.callgate.store;

import io.callgate.store.connection.DatabaseUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCarryTest extends CarryContract {

    @TempDir
    Path directory;

    private int databases;

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl("jdbc:sqlite:" + directory.resolve(++databases + ".db"));
    }
}
