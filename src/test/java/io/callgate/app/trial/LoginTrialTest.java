package io.callgate.app.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginTrialTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final InstantSource clock = now::get;

    @Test
    void a_pin_can_be_checked_here() {
        LoginTrial trial = new LoginTrial(clock, FirstUse::hash);
        FirstUse.make();
        trial.makeIfDue();
        assertThat(trial.fault()).isEmpty();
    }

    /** What Java throws for as long as it runs once a class could not be prepared. */
    @Test
    void a_log_in_that_cannot_hash_is_noticed_within_half_a_minute_and_when_it_is_over() {
        AtomicReference<Error> broken = new AtomicReference<>(new NoClassDefFoundError("javax/crypto/JceSecurity"));
        LoginTrial trial = new LoginTrial(clock, () -> {
            if (broken.get() != null) throw broken.get();
        });
        trial.makeIfDue();
        assertThat(trial.fault().orElseThrow()).contains("PINs cannot be checked", "JceSecurity", "restart callgate");
        broken.set(null);
        now.set(now.get().plusSeconds(30));
        trial.makeIfDue();
        assertThat(trial.fault()).isEmpty();
    }

    @Test
    void it_is_not_made_each_second() {
        AtomicInteger times = new AtomicInteger();
        LoginTrial trial = new LoginTrial(clock, times::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            trial.makeIfDue();
            now.set(now.get().plusSeconds(1));
        }
        assertThat(times).hasValue(1);
    }
}
