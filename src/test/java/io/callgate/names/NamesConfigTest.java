package io.callgate.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.name.NameLimits;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NamesConfigTest {

    private static NamesConfig read(String text) {
        Toml toml = Toml.parse(text);
        NamesConfig read = NamesConfig.read(toml);
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("").servers()).isEmpty();
        assertThat(read("").minRefresh()).isEqualTo(Duration.ofSeconds(30));
        assertThat(read("").maxRefresh()).isEqualTo(Duration.ofMinutes(10));
        assertThat(read("").limits()).isEqualTo(NameLimits.STANDARD);
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[names]\n grac = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"names.grac\"; did you mean \"names.grace\"?");
    }
}
