package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.jail.Jail;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JailConfigTest {

    private static JailConfig read(String text) {
        Toml toml = Toml.parse(text);
        JailConfig read = JailConfig.read(toml);
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("").jail())
                .isEqualTo(new Jail(5, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(30)));
        assertThat(read("").never()).isEmpty();
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[jail]\n ban-tim = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"jail.ban-tim\"; did you mean \"jail.ban-time\"?");
    }
}
