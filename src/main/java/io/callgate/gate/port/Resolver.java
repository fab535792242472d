package io.callgate.gate.port;

import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import java.util.concurrent.CompletableFuture;

/** Asks DNS. Any thread may, and none is held up. */
public interface Resolver extends AutoCloseable {

    /** What DNS says of {@code host} now, past all caches of ours. It always comes to an answer, within a bounded time. */
    CompletableFuture<Lookup> look(HostName host);

    @Override
    void close();
}
