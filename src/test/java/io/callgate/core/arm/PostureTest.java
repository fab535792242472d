package io.callgate.core.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.arm.Posture.Stands;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostureTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant END = NOW.plusSeconds(180);
    private static final Connection ARMING = connection(51000);
    private static final Connection OTHER = connection(51001);
    private static final Connection LATER = connection(51002);
    private static final Posture OBSERVING = Posture.configured(false, NOW);

    private static Connection connection(int port) {
        return Connection.find("203.0.113.7 " + port + " 192.0.2.1 22").orElseThrow();
    }

    private static Posture trial() {
        return OBSERVING.tried(END, sessions(ARMING, false, OTHER), "cli root", NOW);
    }

    private static Sessions sessions(Connection own, boolean doubtful, Connection... open) {
        return new Sessions(Optional.of(own), doubtful, ImmutableList.copyOf(open));
    }

    @Test
    void a_trial_drops_until_it_ends_and_then_no_more() {
        assertThat(trial().at(NOW).drops()).isTrue();
        assertThat(trial().at(END.minusMillis(1)).drops()).isTrue();

        Posture over = trial().at(END);
        assertThat(over.drops()).isFalse();
        assertThat(over.stands()).isEqualTo(Stands.ROLLED_BACK);
        assertThat(over.since()).isEqualTo(END);
        assertThat(over.dropsUntil()).isEmpty();
    }

    @Test
    void only_what_was_confirmed_or_configured_is_shut_when_the_box_starts() {
        assertThat(trial().dropsAtBoot()).isFalse();
        assertThat(trial().confirmed("cli root", NOW).dropsAtBoot()).isTrue();
        assertThat(Posture.configured(true, NOW).dropsAtBoot()).isTrue();
        assertThat(trial().confirmed("cli root", NOW).observing("cli root", NOW).dropsAtBoot())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // what was kept, what was configured then, what is configured now, how it stands
        "none, -, false, OBSERVING",
        "none, -, true, ENFORCING",
        "OBSERVING, false, false, OBSERVING",
        "OBSERVING, true, true, OBSERVING",
        "OBSERVING, false, true, ENFORCING",
        "ENFORCING, false, false, ENFORCING",
        "ENFORCING, true, false, OBSERVING",
        "ENFORCING, true, true, ENFORCING",
        "TRIAL, false, false, TRIAL",
        "TRIAL, false, true, ENFORCING",
        "TRIAL, true, false, OBSERVING",
        "ROLLED_BACK, false, false, ROLLED_BACK",
        "ROLLED_BACK, true, true, ROLLED_BACK",
        "ROLLED_BACK, false, true, ENFORCING",
    })
    void what_was_armed_holds_over_restarts_until_the_configuration_says_something_new(
            String kept, String then, boolean configured, Stands stands) {
        Optional<Posture> found = kept.equals("none")
                ? Optional.empty()
                : Optional.of(new Posture(
                        Stands.valueOf(kept),
                        kept.equals("TRIAL") || kept.equals("ROLLED_BACK") ? Optional.of(END) : Optional.empty(),
                        Boolean.parseBoolean(then),
                        NOW,
                        "cli root",
                        ImmutableSet.of()));

        assertThat(Posture.start(found, configured, NOW.plusSeconds(1)).stands())
                .isEqualTo(stands);
    }

    @Test
    void a_restart_leaves_a_trial_what_is_left_of_it() {
        Posture again = Posture.start(Optional.of(trial()), false, NOW.plusSeconds(100));

        assertThat(again.dropsUntil()).contains(END);
        assertThat(Posture.start(Optional.of(trial()), false, END.plusSeconds(1))
                        .at(END.plusSeconds(1))
                        .stands())
                .isEqualTo(Stands.ROLLED_BACK);
    }

    @Test
    void a_clock_that_was_set_back_makes_no_trial_longer() {
        Instant back = NOW.minusSeconds(86_400);

        assertThat(Posture.start(Optional.of(trial()), false, back).dropsUntil())
                .contains(back.plusSeconds(180));
    }

    @Test
    void a_clock_that_is_set_back_behind_the_beginning_of_a_trial_ends_it() {
        assertThat(trial().at(NOW).stands()).isEqualTo(Stands.TRIAL);
        assertThat(trial().at(NOW.minusSeconds(1)).stands()).isEqualTo(Stands.ROLLED_BACK);
        assertThat(trial().at(NOW.minusSeconds(86_400)).dropsUntil()).isEmpty();
    }

    @Test
    void a_trial_is_confirmed_from_a_connection_that_was_opened_later_or_from_the_console() {
        assertThat(trial().unconfirmable(sessions(LATER, false, ARMING, OTHER, LATER)))
                .isEmpty();
        assertThat(trial().unconfirmable(Sessions.NONE)).isEmpty();
        Posture fromConsole = OBSERVING.tried(END, Sessions.NONE, "cli root", NOW);
        assertThat(fromConsole.unconfirmable(Sessions.NONE)).isEmpty();
        assertThat(fromConsole.unconfirmable(sessions(LATER, false))).isEmpty();
    }

    @Test
    void a_trial_is_not_confirmed_from_a_connection_that_was_open_before() {
        assertThat(trial().unconfirmable(sessions(ARMING, false, ARMING)).orElseThrow())
                .contains("203.0.113.7 port 51000", "open before arming", "NEW ssh connection");
        assertThat(trial().unconfirmable(sessions(OTHER, false, OTHER)).orElseThrow())
                .contains("203.0.113.7 port 51001", "open before arming");
    }

    @Test
    void in_tmux_the_connection_has_to_be_there_still() {
        assertThat(trial().unconfirmable(sessions(LATER, true, LATER))).isEmpty();
        assertThat(trial().unconfirmable(sessions(LATER, true, ARMING)).orElseThrow())
                .contains("tmux");
        assertThat(trial().unconfirmable(sessions(ARMING, true, ARMING)).orElseThrow())
                .contains("tmux");
    }

    @Test
    void without_a_trial_there_is_nothing_to_confirm() {
        assertThat(OBSERVING.unconfirmable(Sessions.NONE).orElseThrow())
                .contains("nothing to confirm", "only observes");
        assertThat(Posture.configured(true, NOW).unconfirmable(Sessions.NONE).orElseThrow())
                .contains("nothing to confirm", "enforces");
        assertThat(trial().at(END).unconfirmable(Sessions.NONE).orElseThrow()).contains("rolled back", END.toString());
    }

    @Test
    void only_a_trial_has_an_end() {
        assertThatThrownBy(() -> new Posture(Stands.TRIAL, Optional.empty(), true, NOW, "", ImmutableSet.of()))
                .hasMessageContaining("needs the end");
        assertThatThrownBy(() -> new Posture(Stands.ENFORCING, Optional.of(END), true, NOW, "", ImmutableSet.of()))
                .hasMessageContaining("cannot have");
    }
}
