package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.grant.Judged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgedTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LONG = Duration.ofDays(7);

    private static Judged judged(Cause cause, Duration length) {
        return new Judged(
                Address.parse("2001:db8::7"),
                cause,
                NOW,
                Optional.ofNullable(length).map(NOW::plus),
                "x");
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_found_first_is_written(Cause cause) {
        Judged found = judged(cause, LONG);
        assertThat(found.over(Optional.empty())).contains(found);
    }

    @ParameterizedTest(name = "{0} over {1}: {2}")
    @CsvSource({
        // Nothing that is found overrules an administrator, and an administrator overrules all.
        "USED, LIFTED, false",
        "CONTACT, LIFTED, false",
        "PEER, ADMINISTRATOR, false",
        "LIFTED, ADMINISTRATOR, true",
        "ADMINISTRATOR, LIFTED, true",
        "LIFTED, USED, true",
        // Who was first, counts; but the registrar knows better who is a phone.
        "PEER, USED, false",
        "USED, PEER, false",
        "FLOW, PEER, false",
        "CONTACT, PEER, true",
        "PEER, CONTACT, false",
    })
    void somebodys_word_counts_for_more(Cause found, Cause written, boolean wins) {
        assertThat(judged(found, LONG).over(Optional.of(judged(written, LONG))).isPresent())
                .isEqualTo(wins);
    }

    @Test
    void what_goes_on_is_written_once_a_day() {
        Judged written = judged(Cause.USED, LONG);
        assertThat(judged(Cause.USED, LONG.plusHours(24)).over(Optional.of(written)))
                .isEmpty();
        assertThat(judged(Cause.FLOW, LONG.plusHours(25)).over(Optional.of(written)))
                .contains(judged(Cause.USED, LONG.plusHours(25)));
    }

    @Test
    void a_week_is_longer_than_the_kernel_remembers_a_connection() {
        assertThat(Judged.AFTERMATH).isGreaterThan(Duration.ofSeconds(432_000));
    }
}
