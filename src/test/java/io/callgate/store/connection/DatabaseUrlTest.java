package io.callgate.store.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.store.dialect.SqliteDialect;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void the_file_of_an_sqlite_book_is_known() {
        assertThat(new DatabaseUrl("jdbc:sqlite:/var/lib/callgate/callgate.db", Duration.ofSeconds(2)).dialect())
                .isEqualTo(new SqliteDialect(Path.of("/var/lib/callgate/callgate.db"), Duration.ofSeconds(2)));
    }

    @Test
    void a_password_is_never_printed() {
        assertThat(new DatabaseUrl("jdbc:mariadb://db/callgate?user=u&password=s3cret"))
                .hasToString("jdbc:mariadb://db/callgate");
        assertThat(new DatabaseUrl("jdbc:mariadb://u:s3cret@db/callgate")).hasToString("jdbc:mariadb://db/callgate");
        assertThatThrownBy(() -> new DatabaseUrl("jdbc:mysql://u:s3cret@db/callgate?password=s3cret"))
                .hasMessageNotContaining("s3cret")
                .hasMessageContaining("jdbc:mariadb://host/database");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite:file:/x", "jdbc:sqlite:/x?mode=ro", ""})
    void a_book_needs_a_database_that_lasts(String url) {
        assertThatThrownBy(() -> new DatabaseUrl(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tls_is_demanded_of_every_server_but_one_on_this_machine() {
        assertThat(sslMode("jdbc:mariadb://localhost/callgate?user=u")).isEqualTo("disable");
        assertThat(sslMode("jdbc:mariadb://127.0.0.1:3307/callgate")).isEqualTo("disable");
        assertThat(sslMode("jdbc:mariadb://[::1]/callgate")).isEqualTo("disable");
        assertThat(sslMode("jdbc:mariadb://localhost/callgate?sslMode=verify-full"))
                .isNull();
        assertThat(sslMode("jdbc:mariadb://db.example.org/callgate?user=localhost"))
                .isNull();
        assertThat(sslMode("jdbc:mariadb://127.0.0.1.example.org/callgate")).isNull();
        assertThat(sslMode("jdbc:mariadb://localhost,db.example.org/callgate")).isNull();
    }

    private static String sslMode(String url) {
        return new DatabaseUrl(url).properties().getProperty("sslMode");
    }
}
