package io.callgate.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirewallConfigTest {

    private static FirewallConfig read(String text) {
        Toml toml = Toml.parse(text);
        FirewallConfig read = FirewallConfig.read(toml, ServiceCatalog.builtInWith(Map.of()));
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read(""))
                .isEqualTo(new FirewallConfig(
                        Mode.OBSERVE, ImmutableList.of(), ImmutableList.of(), true, Optional.empty()));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[firewall]\n mod = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"firewall.mod\"; did you mean \"firewall.mode\"?");
    }
}
