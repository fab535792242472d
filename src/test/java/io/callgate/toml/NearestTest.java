package io.callgate.toml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void the_distance_is_how_many_letters_differ() {
        assertThat(Nearest.distance("", "")).isZero();
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void the_nearest_is_the_one_of_the_least_distance() {
        assertThat(Nearest.of("agi.max-cals", List.of("agi.listen", "agi.max-calls", "jail.max-retry")))
                .isEqualTo("agi.max-calls");
        assertThat(Nearest.ofLast("mode", List.of("agi.listen", "firewall.mode")))
                .isEqualTo("firewall.mode");
    }
}
