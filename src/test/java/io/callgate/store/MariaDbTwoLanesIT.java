package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.AddressRange;
import io.callgate.gate.Gate;
import io.callgate.gate.Journals;
import io.callgate.gate.act.Bans;
import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.Box;
import io.callgate.testing.MariaDb;
import io.callgate.testing.MemoryFirewall;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stands still in the middle of it all. */
class MariaDbTwoLanesIT {

    private static final AddressRange ONE = AddressRange.parse("203.0.113.66");
    private static final AddressRange OTHER = AddressRange.parse("203.0.113.67");

    @TempDir
    Path folder;

    @Test
    void while_the_server_stands_still_the_kernel_is_told_and_afterwards_the_book_agrees() {
        MariaDb server = MariaDb.server();
        DatabaseUrl url = new DatabaseUrl(server.newDatabase());
        Migrations.migrate(url);
        MemoryFirewall kernel = new MemoryFirewall();
        Journals journal = Journals.in(folder);
        try (Gate gate = new Gate(
                        JdbcStore.open(url, InstantSource.system()),
                        kernel,
                        () -> Box.RULES,
                        InstantSource.system(),
                        journal)
                .start()) {
            server.freeze();
            try {
                CompletableFuture<Bans.Shut> waits =
                        gate.submit(Bans.ban(OTHER, Optional.empty(), "", false, "cli root"));
                gate.byHand().ban(ONE, Optional.of(Duration.ofHours(1)), "noisy", false, "cli root");
                assertThat(kernel.bannedUntil(ONE)).isPositive();
                assertThat(waits).isNotDone();
                assertThatThrownBy(() -> gate.requireBook(Duration.ofMillis(300)))
                        .isInstanceOf(StoreException.class);
                assertThatThrownBy(waits::join).hasCauseInstanceOf(StoreException.class);
            } finally {
                server.thaw();
            }
            await().until(() ->
                    gate.read(book -> book.bans(ONE, gate.clock().instant())).size() == 1);
            boolean entered =
                    !gate.read(book -> book.bans(OTHER, gate.clock().instant())).isEmpty();
            await().until(() -> kernel.bannedUntil(OTHER) > 1 == entered);
        }
    }
}
