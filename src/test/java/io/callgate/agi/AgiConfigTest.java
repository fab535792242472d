package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AgiConfigTest {

    private static AgiConfig read(String text) {
        Toml toml = Toml.parse(text);
        AgiConfig read = AgiConfig.read(toml, Path.of("/etc/callgate/callgate.toml"));
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("").listen()).isEqualTo(new InetSocketAddress("127.0.0.1", 4573));
        assertThat(read("").maxCalls()).isEqualTo(100);
        assertThat(read("").token()).isEqualTo(TokenFile.beside(Path.of("/etc/callgate/callgate.toml")));
        assertThat(read("").anyUser()).isFalse();
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[agi]\n max-cals = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"agi.max-cals\"; did you mean \"agi.max-calls\"?");
    }
}
