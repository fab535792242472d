package io.callgate.gate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {

    @ParameterizedTest
    @CsvSource({"0, PT30S", "1, PT30S", "2, PT1M", "3, PT2M", "7, PT32M", "8, PT1H", "9, PT1H", "2147483647, PT1H"})
    void the_pause_doubles_from_half_a_minute_to_an_hour(int attempts, Duration pause) {
        assertThat(Retries.backoff(attempts)).isEqualTo(pause);
    }
}
