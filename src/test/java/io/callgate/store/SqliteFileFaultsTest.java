package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.gate.port.BookFault.Kind;
import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite goes on writing into a file that nobody finds any more; callgate does not call that saved. */
class SqliteFileFaultsTest extends StoreFixture {

    @TempDir
    Path directory;

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl("jdbc:sqlite:" + file(), Duration.ofSeconds(1));
    }

    private Path file() {
        return directory.resolve("db/callgate.db");
    }

    private void enter(String id) {
        store.write(tx -> {
            tx.sign(id, NOW);
            add(tx, ALICE, HOME, Optional.empty());
        });
    }

    private void remove(String... suffixes) throws IOException {
        for (String suffix : suffixes) Files.delete(directory.resolve("db/callgate.db" + suffix));
    }

    private void copy(Path to) {
        sql("VACUUM INTO '" + to + "'");
    }

    private void worksAgain() {
        await().ignoreExceptions().until(() -> {
            enter("after");
            return true;
        });
        assertThat(store.fault()).isEmpty();
        assertThat(store.has("after")).isTrue();
        // What was told is what the next start finds.
        store.close();
        store = JdbcStore.open(url, InstantSource.system());
        assertThat(store.has("after")).isTrue();
    }

    @Test
    void a_file_that_was_deleted_takes_nothing_and_another_is_taken_up() throws IOException {
        enter("before");
        Path backup = directory.resolve("backup.db");
        copy(backup);
        remove("", "-wal", "-shm");
        assertThatThrownBy(() -> enter("one"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was deleted or moved: put the book back");
        assertThatThrownBy(this::grants).isInstanceOf(StoreException.class);
        assertThat(store.fault().get().kind()).isEqualTo(Kind.GONE);
        assertThat(file()).doesNotExist();
        Files.move(backup, file());
        worksAgain();
        assertThat(store.has("before")).isTrue();
        assertThat(store.has("one")).isFalse();
    }

    @Test
    void a_file_that_is_gone_is_noticed_though_nobody_uses_it() throws IOException {
        enter("before");
        remove("", "-wal", "-shm");
        await().until(() -> store.fault().filter(f -> f.kind() == Kind.GONE).isPresent());
    }

    @Test
    void an_empty_file_in_its_place_is_no_book() throws IOException {
        enter("before");
        remove("", "-wal", "-shm");
        Files.createFile(file());
        await().until(() -> store.fault()
                .filter(f -> f.what().contains("run callgate migrate"))
                .isPresent());
        assertThatThrownBy(() -> enter("one")).isInstanceOf(StoreException.class);
        Migrations.migrate(url);
        worksAgain();
        assertThat(store.has("one")).isFalse();
    }

    @Test
    void a_file_that_was_renamed_over_is_opened_anew() throws IOException {
        enter("before");
        Path backup = directory.resolve("backup.db");
        copy(backup);
        enter("later");
        Files.move(backup, file(), StandardCopyOption.REPLACE_EXISTING);
        remove("-wal", "-shm");
        assertThatThrownBy(() -> enter("one"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not the file any more");
        worksAgain();
        assertThat(List.of(store.has("before"), store.has("later"), store.has("one")))
                .containsExactly(true, false, false);
    }

    @Test
    void a_log_that_was_deleted_loses_nothing() throws IOException {
        enter("before");
        remove("-wal", "-shm");
        assertThatThrownBy(() -> enter("one")).isInstanceOf(StoreException.class);
        worksAgain();
        assertThat(store.has("before")).isTrue();
        assertThat(store.has("one")).isFalse();
    }

    @Test
    void a_directory_that_was_moved_away_and_back() throws IOException {
        enter("before");
        Files.move(directory.resolve("db"), directory.resolve("away"));
        assertThatThrownBy(() -> enter("one")).isInstanceOf(StoreException.class);
        Files.move(directory.resolve("away"), directory.resolve("db"));
        worksAgain();
        assertThat(store.has("before")).isTrue();
        assertThat(store.has("one")).isFalse();
    }

    @Test
    void a_writer_that_is_long_is_waited_for_no_longer_than_configured() throws SQLException {
        enter("before");
        try (Connection other = DriverManager.getConnection(url.jdbc());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> enter("one"))
                    .isInstanceOf(StoreException.class)
                    // On a busy machine its own end may come before SQLite's word for it.
                    .hasMessageMatching(".*(locked|no answer within).*");
            assertThat(store.fault().get().kind()).isEqualTo(Kind.SILENT);
            assertThat(grants()).hasSize(1);
        }
        worksAgain();
        assertThat(store.has("one")).isFalse();
    }
}
