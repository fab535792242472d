package io.callgate.store;

import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.MariaDb;

class MariaDbProvidersIT extends ProvidersContract {

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl(MariaDb.server().newDatabase());
    }
}
