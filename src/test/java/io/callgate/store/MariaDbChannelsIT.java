package io.callgate.store;

import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.MariaDb;

class MariaDbChannelsIT extends ChannelsContract {

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl(MariaDb.server().newDatabase());
    }
}
