package io.callgate.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.name.Lookup;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshTest {

    private static final Lookup.Nothing NOTHING = new Lookup.Nothing("it has no address");

    @ParameterizedTest
    @CsvSource({
        // TTL, failures, left, seconds
        "0, 0, , 30",
        "29, 0, , 30",
        "300, 0, , 300",
        "601, 0, , 600",
        "4294967295, 0, , 600",
        "0, 1, , 30",
        "0, 2, , 60",
        "300, 2, , 60",
        "0, 5, , 480",
        "0, 6, , 600",
        "0, 2000000000, , 600",
        "300, 0, 100, 100",
        "0, 6, 100, 100",
        "0, 6, 10, 30",
        "0, 6, -10, 30",
        "0, 6, 100000, 600",
    })
    void a_name_is_asked_again_within_the_bounds(long ttl, int failures, Long left, long seconds) {
        Refresh refresh = new Refresh(Duration.ofSeconds(30), Duration.ofMinutes(10));
        Lookup lookup = new Lookup(NOTHING, NOTHING, Duration.ofSeconds(ttl));

        assertThat(refresh.after(lookup, failures, Optional.ofNullable(left).map(Duration::ofSeconds)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void bounds_that_cross_are_refused() {
        assertThatThrownBy(() -> new Refresh(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Refresh(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
