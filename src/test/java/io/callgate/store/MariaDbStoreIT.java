package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.account.Attempts;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Subject;
import io.callgate.core.notice.Message;
import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.MariaDb;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MariaDbStoreIT extends StoreContract {

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl(MariaDb.server().newDatabase());
    }

    @Test
    void a_broken_connection_is_replaced_at_the_next_call() {
        grant(ALICE, HOME, null);
        assertThat(grants()).hasSize(1);
        MariaDb.server().breakConnections();
        fails(() -> grant(BOB, HOME, null));
        fails(this::grants);
        grant(BOB, OFFICE, null);
        assertThat(grants()).extracting(g -> g.range()).contains(HOME, OFFICE);
    }

    /** A pool may notice before the call does. */
    private static void fails(Runnable call) {
        try {
            call.run();
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("mariadb").hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void a_connection_that_breaks_half_way_leaves_nothing_of_any_part() {
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.part(book -> add(book, ALICE, HOME, Optional.empty()));
                    MariaDb.server().breakConnections();
                    for (int i = 0; i < 3; i++)
                        assertThatThrownBy(() -> transaction.part(book -> add(book, BOB, HOME, Optional.empty())))
                                .isInstanceOf(StoreException.class);
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot commit");
        store.write(book -> add(book, ALICE, OFFICE, Optional.empty()));
        fails(this::grants);
        assertThat(grants()).extracting(g -> g.range()).containsExactly(OFFICE);
    }

    @Test
    void a_transaction_that_the_server_undid_leaves_nothing_of_any_part() {
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.part(book -> add(book, ALICE, HOME, Optional.empty()));
                    // What the server does to the victim of a deadlock, behind the back of its client.
                    transaction.part(book -> {
                        ((JdbcBook) book).session.run("deadlock", "ROLLBACK");
                        return add(book, BOB, HOME, Optional.empty());
                    });
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("end a part");
        assertThat(grants()).extracting(g -> g.owner()).doesNotContain(ALICE);
    }

    @Test
    void text_that_does_not_fit_is_refused_and_never_cut_in_silence() {
        assertThatThrownBy(() ->
                        store.write(book -> book.post("mail", new Message("a@example.org", "s".repeat(1001), ""), NOW)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("post a mail");
        assertThatThrownBy(() -> store.write(book -> book.putAttempts(
                        Subject.caller(new Caller("1".repeat(256))), new Attempts(1, NOW, NOW, Instant.EPOCH))))
                .isInstanceOf(StoreException.class);
        assertThat(book().waitingMessageCounts()).isEmpty();
    }

    @Test
    void a_server_that_is_not_there_is_named_without_the_password() {
        DatabaseUrl nowhere = new DatabaseUrl("jdbc:mariadb://127.0.0.1:1/callgate?user=x&password=s3cret");
        assertThatThrownBy(() -> JdbcStore.open(nowhere, InstantSource.system()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot connect to jdbc:mariadb://127.0.0.1:1/callgate:")
                .hasMessageNotContaining("s3cret");
    }
}
