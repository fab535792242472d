package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.kit.Login;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScanConfigTest {

    private static ScanConfig read(String text) {
        Toml toml = Toml.parse(text);
        ScanConfig read = ScanConfig.read(toml, "");
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("")).isEqualTo(new ScanConfig(Optional.empty(), Optional.empty(), Patterns.NONE, Login.NONE));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[scan]\n log = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"scan.log\"; did you mean \"scan.logs\"?");
    }
}
