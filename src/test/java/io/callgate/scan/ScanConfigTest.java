package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.kit.Login;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanConfigTest {

    private static ScanConfig read(String text) {
        Toml toml = Toml.parse(text);
        ScanConfig read = ScanConfig.read(toml, "");
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read(""))
                .isEqualTo(new ScanConfig(Optional.empty(), Optional.empty(), Patterns.NONE, Zones.SYSTEM, Login.NONE));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[scan]\n log = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"scan.log\"; did you mean \"scan.logs\"?");
    }

    @Test
    void the_zone_of_logs_is_one_for_all_or_by_log() {
        Path log = Path.of("/var/log/a.log");
        assertThat(read("scan.zone = \"UTC\"").zones().of(log)).isEqualTo(ZoneId.of("UTC"));
        Zones zones = read("[scan]\nzone = { \"/var/log/a.log\" = \"Asia/Kathmandu\" }")
                .zones();
        assertThat(zones.of(log)).isEqualTo(ZoneId.of("Asia/Kathmandu"));
        assertThat(zones.of(Path.of("/var/log/b.log"))).isEqualTo(ZoneId.systemDefault());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zone = \"Berlin\"|scan.zone = \"Berlin\": is no time zone: write it as Europe/Berlin, UTC or +02:00",
                "zone = 2|scan.zone = 2: must be a string in quotes, not an integer",
                "zone = { \"a.log\" = \"UTC\" }|must be an absolute path"
            })
    void what_is_no_zone_is_refused(String line, String why) {
        assertThatThrownBy(() -> read("[scan]\n" + line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
