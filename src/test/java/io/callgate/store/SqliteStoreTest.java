package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.store.connection.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

    @TempDir
    Path directory;

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl("jdbc:sqlite:" + directory.resolve("new/callgate.db"));
    }

    @Test
    void the_files_are_for_owner_and_group_alone() throws IOException {
        grant(ALICE, HOME, null);
        assertThat(mode("new")).isEqualTo("rwxrwx---");
        for (String file : new String[] {"new/callgate.db", "new/callgate.db-wal", "new/callgate.db-shm"})
            assertThat(mode(file)).as(file).isEqualTo("rw-rw----");
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }

    @Test
    void a_commit_is_on_the_disk_before_it_is_confirmed() {
        store.write(book -> {
            Session session = ((JdbcBook) book).session;
            assertThat(session.number("ask", "PRAGMA synchronous")).isEqualTo(2);
            assertThat(session.number("ask", "PRAGMA foreign_keys")).isEqualTo(1);
        });
        assertThat(sql("PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void a_text_where_a_time_belongs_is_refused_because_it_would_hold_for_ever() {
        assertRefused("INSERT INTO whitelist (owner, address, ends_at) VALUES ('x', '203.0.113.7', '2026-12-31')");
    }

    @Test
    void a_writer_that_the_database_refuses_writes_again_when_it_can() {
        store.write(book -> add(book, ALICE, HOME, Optional.empty()));
        sql("ALTER TABLE whitelist RENAME TO hidden");
        assertThatThrownBy(() -> grant(BOB, HOME, null))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot enter a grant in jdbc:sqlite:");
        sql("ALTER TABLE hidden RENAME TO whitelist");
        grant(BOB, HOME, null);
        assertThat(grants()).hasSize(2);
    }

    @Test
    void a_full_disk_refuses_and_loses_nothing_that_was_confirmed() {
        store.write(book -> ((JdbcBook) book).session.run("ask", "PRAGMA max_page_count = 1"));
        assertThatThrownBy(() -> {
                    while (true)
                        store.write(book -> {
                            book.part(part -> add(part, ALICE, HOME, Optional.empty()));
                            book.record(event("x".repeat(1000)));
                        });
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("full");
        assertThat(grants()).hasSameSizeAs(book().events(9999));
        store.close();
        store = JdbcStore.open(url, InstantSource.system());
        int before = grants().size();
        grant(ALICE, HOME, null);
        assertThat(grants()).hasSize(before + 1);
    }

    @Test
    void a_book_that_is_no_database_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "this is not a database, but a text of some length\n");
        assertThatThrownBy(() -> Migrations.migrate(new DatabaseUrl("jdbc:sqlite:" + file)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }
}
