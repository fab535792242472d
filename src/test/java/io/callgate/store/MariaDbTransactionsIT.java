package io.callgate.store;

import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.MariaDb;

class MariaDbTransactionsIT extends TransactionContract {

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl(MariaDb.server().newDatabase());
    }
}
