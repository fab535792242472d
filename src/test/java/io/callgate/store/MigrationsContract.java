package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What migrating promises, whichever database it is. */
abstract class MigrationsContract extends StoreFixture {

    private static final int NEWEST = Migrations.SCRIPTS.size();
    private static final List<String> NEXT = withNext("next.sql");
    private static final List<String> BROKEN = withNext("broken.sql");

    static List<String> withNext(String script) {
        return Stream.concat(Migrations.SCRIPTS.stream(), Stream.of(script)).toList();
    }

    @Test
    void an_empty_database_becomes_a_book() {
        DatabaseUrl empty = newDatabase();
        assertThatThrownBy(() -> Migrations.requireCurrent(empty))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("run callgate migrate");
        assertThatThrownBy(() -> JdbcStore.open(empty, InstantSource.system()))
                .hasMessageContaining("run callgate migrate");
        assertThat(Migrations.migrate(empty)).isEqualTo(Migrations.SCRIPTS.size());
        Migrations.requireCurrent(empty);
    }

    @Test
    void migrating_twice_is_harmless() {
        grant(ALICE, HOME, null);
        assertThat(Migrations.migrate(url)).isZero();
        assertThat(grants()).hasSize(1);
    }

    @Test
    void an_older_book_is_brought_to_the_newest_version_and_keeps_its_rows() {
        grant(ALICE, HOME, null);
        Migrations next = new Migrations(url, NEXT);
        assertThatThrownBy(next::requireCurrent)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has schema version " + NEWEST + " and this program needs " + (NEWEST + 1)
                        + ": run callgate migrate");
        assertThat(next.migrate()).isEqualTo(1);
        next.requireCurrent();
        assertThat(sql("SELECT extra FROM extra")).containsExactly("semicolons; and -- dashes");
        assertThat(sql("SELECT script FROM schema_version ORDER BY version")).isEqualTo(NEXT);
        assertThat(sql("SELECT owner FROM whitelist")).containsExactly("1001");
    }

    @Test
    void each_version_leads_to_the_next() {
        DatabaseUrl first = newDatabase();
        for (int version = 1; version <= NEWEST; version++)
            assertThat(new Migrations(first, Migrations.SCRIPTS.subList(0, version)).migrate())
                    .isEqualTo(1);
        Migrations.requireCurrent(first);
    }

    @Test
    void what_waited_before_there_were_channels_goes_by_mail() {
        url = newDatabase();
        new Migrations(url, Migrations.SCRIPTS.subList(0, 5)).migrate();
        sql("INSERT INTO outbox (recipient, subject) VALUES ('a@example.org', 'old')");
        Migrations.migrate(url);
        sql("INSERT INTO outbox (recipient, subject) VALUES ('a@example.org', 'new')");
        assertThat(sql("SELECT subject FROM outbox WHERE channel = 'mail' ORDER BY id"))
                .containsExactly("old", "new");
    }

    @Test
    void a_newer_book_is_refused_and_left_alone() {
        new Migrations(url, NEXT).migrate();
        for (Runnable use : List.<Runnable>of(
                () -> Migrations.migrate(url),
                () -> Migrations.requireCurrent(url),
                () -> JdbcStore.open(url, InstantSource.system())))
            assertThatThrownBy(use::run)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("has schema version " + (NEWEST + 1) + ", newer than the " + NEWEST
                            + " that this program knows: upgrade");
    }

    @Test
    void a_script_that_fails_is_not_noted_and_can_be_run_again_when_mended() {
        assertThatThrownBy(new Migrations(url, BROKEN)::migrate)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("broken.sql");
        Migrations.requireCurrent(url);
        assertThat(new Migrations(url, NEXT).migrate()).isEqualTo(1);
    }
}
