package io.callgate.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LimitTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Limit LIMIT =
            new Limit(3, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(15));

    private static Attempts fail(int times, Instant at) {
        Attempts attempts = Attempts.NONE;
        for (int i = 0; i < times; i++) attempts = LIMIT.failed(attempts, at);
        return attempts;
    }

    @Test
    void failures_below_the_threshold_lock_nothing() {
        assertThat(fail(2, T0).lockedAt(T0)).isFalse();
    }

    @Test
    void the_threshold_closes_a_lock_that_doubles_with_each_failure_up_to_the_cap() {
        assertThat(fail(3, T0).lockedUntil()).isEqualTo(T0.plusSeconds(60));
        assertThat(fail(4, T0).lockedUntil()).isEqualTo(T0.plusSeconds(120));
        assertThat(fail(6, T0).lockedUntil()).isEqualTo(T0.plusSeconds(480));
        assertThat(fail(7, T0).lockedUntil()).isEqualTo(T0.plusSeconds(900));
        assertThat(fail(500, T0).lockedUntil()).isEqualTo(T0.plusSeconds(900));
    }

    @Test
    void a_lock_is_open_at_its_very_end() {
        Attempts locked = fail(3, T0);
        assertThat(locked.lockedAt(T0.plusSeconds(59))).isTrue();
        assertThat(locked.lockedAt(T0.plusSeconds(60))).isFalse();
    }

    @Test
    void one_failure_is_forgotten_in_each_drain_and_the_rest_of_a_drain_is_not_lost() {
        Attempts three = fail(3, T0);
        assertThat(LIMIT.drained(three, T0.plusSeconds(599)).failures()).isEqualTo(3);
        assertThat(LIMIT.drained(three, T0.plusSeconds(600)).failures()).isEqualTo(2);
        // 599 s into a drain a fourth failure comes; one second later the first one is forgotten all the same.
        Attempts four = LIMIT.failed(three, T0.plusSeconds(599));
        assertThat(four.failures()).isEqualTo(4);
        assertThat(LIMIT.drained(four, T0.plusSeconds(600)).failures()).isEqualTo(3);
        assertThat(LIMIT.drained(three, T0.plusSeconds(100_000)).failures()).isZero();
    }

    @Test
    void a_clock_that_goes_back_forgets_nothing_and_breaks_nothing() {
        Attempts three = fail(3, T0);
        assertThat(LIMIT.failed(three, T0.minusSeconds(5000)).failures()).isEqualTo(4);
    }

    @Test
    void limits_that_could_not_work_are_refused() {
        Duration m = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new Limit(0, m, m, m)).hasMessageContaining("0");
        assertThatThrownBy(() -> new Limit(1, m, Duration.ZERO, m)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> new Limit(1, m.multipliedBy(3), m, m.multipliedBy(2)))
                .hasMessageContaining("drain");
    }
}
