package io.callgate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private final List<String> log = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Repeats repeats = new Repeats((line, why) -> log.add(line), (time, task) -> {
        assertThat(time).isEqualTo(Duration.ofMinutes(1));
        later.add(task);
    });

    private void aMinutePasses() {
        later.remove().run();
    }

    @Test
    void the_first_is_said_at_once_and_the_rest_in_one_line_a_minute() {
        for (int i = 0; i < 24_000; i++) repeats.say("cut off " + i);
        assertThat(log).containsExactly("cut off 0");
        aMinutePasses();
        assertThat(log).containsExactly("cut off 0", "cut off 23999 (23999 times within a minute)");
        repeats.say("cut off a");
        repeats.say("cut off b");
        aMinutePasses();
        assertThat(log).hasSize(3).last().isEqualTo("cut off b (2 times within a minute)");
    }

    @Test
    void one_more_is_said_as_it_is() {
        repeats.say("a");
        repeats.say("b");
        aMinutePasses();
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void after_a_quiet_minute_the_next_is_said_at_once_and_nothing_runs_meanwhile() {
        repeats.say("a");
        aMinutePasses();
        assertThat(later).isEmpty();
        repeats.say("b");
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void what_comes_and_goes_is_told_as_over_once_a_time_and_still_repeats() {
        assertThat(repeats.over()).isFalse();
        for (int i = 0; i < 100; i++) {
            repeats.say("down");
            assertThat(repeats.over()).isTrue();
            assertThat(repeats.over()).isFalse();
        }
        aMinutePasses();
        assertThat(log).containsExactly("down", "down (99 times within a minute)");
    }

    @Test
    void a_sum_has_the_trace_of_its_last() {
        List<Throwable> traces = new ArrayList<>();
        Repeats faults = new Repeats((line, why) -> traces.add(why), (time, task) -> later.add(task));
        Throwable first = new IllegalStateException("1");
        Throwable last = new IllegalStateException("3");
        faults.say("a", first);
        faults.say("a", new IllegalStateException("2"));
        faults.say("a", last);
        aMinutePasses();
        assertThat(traces).containsExactly(first, last);
    }
}
