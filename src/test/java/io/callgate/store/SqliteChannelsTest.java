package io.callgate.store;

import io.callgate.store.connection.DatabaseUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteChannelsTest extends ChannelsContract {

    @TempDir
    Path directory;

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl("jdbc:sqlite:" + directory.resolve("callgate.db"));
    }
}
