package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.store.connection.DatabaseUrl;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import org.junit.jupiter.api.Test;

class DatabaseConfigTest {

    private static DatabaseConfig read(String text) {
        Toml toml = Toml.parse(text);
        DatabaseConfig read = DatabaseConfig.read(toml);
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("").whole()).isEqualTo(new DatabaseUrl("jdbc:sqlite:/var/lib/callgate/callgate.db"));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[database]\n ulr = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"database.ulr\"; did you mean \"database.url\"?");
    }
}
