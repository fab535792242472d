package io.callgate.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.knock.KnockLimits;
import io.callgate.core.service.Services;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnockConfigTest {

    private static KnockLimits read(String text) {
        Toml toml = Toml.parse(text);
        KnockLimits read = KnockConfig.read(toml, Optional.empty(), Services.of("sip"));
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("").enabled()).isEqualTo(KnockLimits.STANDARD.enabled());
        assertThat(read("").grantFor()).isEqualTo(KnockLimits.STANDARD.grantFor());
        assertThat(read("").services()).isEqualTo(Services.of("sip"));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[knock]\n enable = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"knock.enable\"; did you mean \"knock.enabled\"?");
    }
}
