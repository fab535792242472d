package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMigrationsTest extends MigrationsContract {

    @TempDir
    Path directory;

    private int files;

    @Override
    DatabaseUrl newDatabase() {
        return new DatabaseUrl("jdbc:sqlite:" + directory.resolve("callgate" + files++ + ".db"));
    }

    @Test
    void a_script_that_fails_leaves_nothing() {
        assertThatThrownBy(new Migrations(url, MigrationsContract.withNext("broken.sql"))::migrate)
                .isInstanceOf(StoreException.class);
        assertThat(sql("SELECT name FROM sqlite_master WHERE name = 'extra'")).isEmpty();
    }

    @Test
    void asking_for_the_schema_creates_no_file() {
        DatabaseUrl absent = newDatabase();
        assertThatThrownBy(() -> Migrations.requireCurrent(absent)).hasMessageContaining("there is no book at");
        assertThat(Path.of(absent.jdbc().substring("jdbc:sqlite:".length()))).doesNotExist();
    }

    @Test
    void both_databases_have_all_scripts_and_no_other() throws IOException {
        for (String folder : List.of("sql/sqlite", "sql/mariadb"))
            try (Stream<Path> scripts = Files.list(Path.of(folder))) {
                assertThat(scripts.map(p -> p.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(Migrations.SCRIPTS);
            }
    }
}
