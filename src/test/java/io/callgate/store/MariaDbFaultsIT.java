package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.FaultyLine;
import io.callgate.testing.FaultyLine.Weather;
import io.callgate.testing.MariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the server or the way to it does: each use of the book ends, and nothing is told that is not so. */
class MariaDbFaultsIT extends StoreFixture {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Far more than the patience, and far less than the drivers' and the kernel's own. */
    private static final Duration ENDS = Duration.ofSeconds(20);

    private final FaultyLine line = new FaultyLine(MariaDb.server().port());

    @Override
    DatabaseUrl newDatabase() {
        String direct = MariaDb.server().newDatabase();
        String port = ":" + MariaDb.server().port() + "/";
        return new DatabaseUrl(direct.replace(port, ":" + line.port() + "/"), PATIENCE);
    }

    @AfterEach
    void mend() {
        line.close();
    }

    private void enter(String id) {
        store.write(tx -> {
            tx.sign(id, NOW);
            add(tx, ALICE, HOME, Optional.empty());
        });
    }

    /** Reads and writes fail within their time, and what failed is not in the book once it answers again. */
    private StoreException refuses(String id) {
        Throwable written = assertTimeoutPreemptively(ENDS, () -> catchThrowable(() -> enter(id)));
        assertThat(written).isInstanceOf(StoreException.class).isNotInstanceOf(OutcomeUnknown.class);
        assertThat(written).hasMessageNotContaining("s3cret");
        assertThat(store.fault()).isPresent();
        return (StoreException) written;
    }

    private void worksAgainWithout(String id) {
        await().ignoreExceptions().until(() -> {
            enter("after " + id);
            return true;
        });
        assertThat(store.fault()).isEmpty();
        await().ignoreExceptions().until(() -> store.has("after " + id));
        assertThat(store.has(id)).isFalse();
        assertThat(grants()).hasSize(2);
    }

    private void faulty(Consumer<String> test) {
        enter("before");
        assertThat(store.fault()).isEmpty();
        test.accept("one");
        worksAgainWithout("one");
    }

    @Test
    void a_server_that_is_frozen() {
        faulty(id -> {
            MariaDb.server().freeze();
            try {
                assertThat(refuses(id))
                        .hasMessageContaining("cannot begin")
                        .hasMessageContaining("no answer within 2.0 s");
                assertThat(store.fault().get().kind()).isEqualTo(BookFault.Kind.SILENT);
                assertThat(refuses(id)).hasMessageContaining("cannot connect to jdbc:mariadb:");
                for (int i = 0; i < 6; i++)
                    assertThat(assertTimeoutPreemptively(ENDS, () -> catchThrowable(this::grants)))
                            .isInstanceOf(StoreException.class);
            } finally {
                MariaDb.server().thaw();
            }
        });
    }

    @Test
    void closing_does_not_wait_for_a_server_that_is_frozen_and_leaves_no_connection() {
        enter("before");
        MariaDb.server().freeze();
        try {
            assertTimeoutPreemptively(ENDS, store::close);
        } finally {
            MariaDb.server().thaw();
        }
        await().until(() -> line.connections() == 0);
        store = null;
    }

    @Test
    void a_line_that_holds_all_up() {
        faulty(id -> {
            line.weather(Weather.HOLDS);
            assertThat(refuses(id)).hasMessageContaining("no answer within 2.0 s");
            line.weather(Weather.PASSES);
        });
    }

    /** Each answer comes within the time, and all of them together do not. */
    @Test
    void a_line_that_is_slow() {
        faulty(id -> {
            line.weather(Weather.SLOW);
            refuses(id);
            line.weather(Weather.PASSES);
        });
    }

    @Test
    void a_commit_whose_answer_is_lost_is_told_as_unknown_and_found_out_later() {
        enter("before");
        line.weather(Weather.BREAKS_AFTER_COMMIT);
        assertThatThrownBy(() -> enter("one")).isInstanceOf(OutcomeUnknown.class);
        assertThat(store.fault().get().kind()).isEqualTo(BookFault.Kind.SILENT);
        line.weather(Weather.PASSES);
        await().ignoreExceptions().until(() -> store.has("one"));
        assertThat(grants()).hasSize(2);
    }

    @Test
    void a_commit_whose_answer_does_not_come_is_unknown_until_the_book_can_be_asked() {
        enter("before");
        line.weather(Weather.HOLDS_AFTER_COMMIT);
        Throwable told = assertTimeoutPreemptively(ENDS, () -> catchThrowable(() -> enter("one")));
        assertThat(told).isInstanceOf(OutcomeUnknown.class).hasMessageContaining("no answer within 2.0 s");
        line.weather(Weather.PASSES);
        await().ignoreExceptions().until(() -> store.has("one"));
        assertThat(grants()).hasSize(2);
    }

    @Test
    void a_row_that_somebody_holds() {
        faulty(id -> holding("START TRANSACTION", "SELECT revision FROM book WHERE id = 1 FOR UPDATE", id));
    }

    @Test
    void a_table_that_somebody_holds() {
        faulty(id -> holding("LOCK TABLES whitelist READ", "SELECT 1", id));
    }

    /** As a dump does. */
    @Test
    void a_server_that_lets_nobody_write() {
        faulty(id -> holding("FLUSH TABLES WITH READ LOCK", "SELECT 1", id));
    }

    private void holding(String first, String second, String id) {
        try (Connection other = MariaDb.server().connect();
                Statement statement = other.createStatement()) {
            statement.execute("USE " + url.jdbc().replaceFirst(".*/(book[0-9]+)[?].*", "$1"));
            statement.execute(first);
            statement.execute(second);
            refuses(id);
            assertThat(store.fault().get().kind()).isEqualTo(BookFault.Kind.SILENT);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_server_that_is_read_only() {
        faulty(id -> {
            MariaDb.server().administer("SET GLOBAL read_only = 1");
            try {
                assertThat(refuses(id)).hasMessageContaining("read-only");
                assertThat(store.fault().get().kind()).isEqualTo(BookFault.Kind.READ_ONLY);
                assertThat(store.fault().get().since())
                        .isBeforeOrEqualTo(InstantSource.system().instant());
            } finally {
                MariaDb.server().administer("SET GLOBAL read_only = 0");
            }
        });
    }
}
