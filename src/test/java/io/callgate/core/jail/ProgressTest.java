package io.callgate.core.jail;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one judge has come to, another goes on with. */
class ProgressTest {

    private static final long NOW = 1_795_343_263_000L;
    private static final Duration FIND_TIME = Duration.ofMinutes(10);
    private static final String CLIENT = "198.51.100.1";

    private Judge judge = judge(5, FIND_TIME);
    private int sessions;

    private static Judge judge(int maxRetry, Duration findTime) {
        return new Judge(new Jail(maxRetry, findTime, Duration.ofHours(1), Duration.ofDays(1)));
    }

    private void restart(Judge next, long before, long after) {
        next.resume(judge.progress(before), after);
        judge = next;
    }

    private boolean fails(String address, long at) {
        return told(address, at, Sense.LOG, FailureKind.WRONG_PASSWORD, "s" + ++sessions);
    }

    private boolean told(String address, long at, Sense sense, FailureKind kind, String session) {
        Failure failure = new Failure(at, Address.parse(address), "PJSIP", "1001", kind, sense, session);
        return judge.judge(failure, at).isPresent();
    }

    /** How many more attempts at {@code at} make an offence. */
    private int untilOffence(String address, long at) {
        for (int i = 1; i <= 20; i++) if (fails(address, at)) return i;
        return 0;
    }

    @Test
    void attempts_count_on_in_the_next_run_of_ipv4_and_ipv6() {
        for (int i = 0; i < 3; i++) {
            fails(CLIENT, NOW + i * 1000);
            fails("2001:db8:1:2::" + i, NOW + i * 1000);
        }
        restart(judge(5, FIND_TIME), NOW + 5000, NOW + 6000);
        // Over and over, because each run has its own beginning.
        restart(judge(5, FIND_TIME), NOW + 7000, NOW + 8000);

        assertThat(untilOffence(CLIENT, NOW + 9000)).isEqualTo(2);
        assertThat(untilOffence("2001:db8:1:2:ffff::", NOW + 9000)).isEqualTo(2);
        assertThat(untilOffence("198.51.100.2", NOW + 9000)).isEqualTo(5);
    }

    @Test
    void each_attempt_still_grows_old_by_itself() {
        for (int i = 0; i < 4; i++) fails(CLIENT, NOW + i * 100_000);
        restart(judge(5, FIND_TIME), NOW + 300_000, NOW + 300_000);

        assertThat(untilOffence(CLIENT, NOW + 750_000)).isEqualTo(3);
    }

    @Test
    void another_max_retry_counts_from_the_next_attempt_on() {
        for (int i = 0; i < 4; i++) fails(CLIENT, NOW);
        Progress progress = judge.progress(NOW);
        for (int maxRetry : new int[] {1, 2, 3, 4, 5, 8, 20}) {
            judge = judge(maxRetry, FIND_TIME);
            judge.resume(progress, NOW);
            assertThat(untilOffence(CLIENT, NOW + 1))
                    .as("max-retry " + maxRetry)
                    .isEqualTo(Math.max(1, maxRetry - 4));
        }
    }

    @Test
    void another_find_time_counts_too() {
        fails(CLIENT, NOW);
        for (int i = 0; i < 3; i++) fails(CLIENT, NOW + 200_000);
        Progress progress = judge.progress(NOW + 200_000);
        judge = judge(5, Duration.ofMinutes(3));
        judge.resume(progress, NOW + 200_000);
        assertThat(untilOffence(CLIENT, NOW + 200_000)).isEqualTo(2);
        judge = judge(5, Duration.ofDays(1));
        judge.resume(progress, NOW + 200_000);
        assertThat(untilOffence(CLIENT, NOW + 200_000)).isEqualTo(1);
    }

    @Test
    void a_clock_that_jumps_makes_no_attempts() {
        for (int i = 0; i < 4; i++) told(CLIENT, NOW, Sense.LOG, FailureKind.WRONG_PASSWORD, "s");
        Progress progress = judge.progress(NOW);
        for (long jump : new long[] {-40L * 365 * 86_400_000, -1, FIND_TIME.toMillis() + 1, 365L * 86_400_000}) {
            judge = judge(5, FIND_TIME);
            judge.resume(progress, NOW + jump);
            assertThat(judge.progress(NOW + jump).open()).as("by " + jump).isEmpty();
            assertThat(untilOffence(CLIENT, NOW + jump)).as("by " + jump).isEqualTo(5);
        }
    }

    @Test
    void an_attempt_that_was_told_of_before_the_restart_is_not_counted_when_another_sense_tells_of_it_after() {
        for (int i = 0; i < 4; i++) {
            told(CLIENT, NOW + i, Sense.EVENT, FailureKind.UNKNOWN_ACCOUNT, "call" + i);
            told(CLIENT, NOW + i, Sense.SECURITY_LOG, FailureKind.UNKNOWN_ACCOUNT, "call" + i);
        }
        restart(judge(5, FIND_TIME), NOW + 10, NOW + 1000);
        for (int i = 0; i < 4; i++) {
            assertThat(told(CLIENT, NOW + i, Sense.SECURITY_LOG, FailureKind.UNKNOWN_ACCOUNT, "call" + i))
                    .isFalse();
            assertThat(told(CLIENT, NOW + i, Sense.LOG, FailureKind.UNKNOWN_ACCOUNT, "call" + i))
                    .isFalse();
        }

        assertThat(untilOffence(CLIENT, NOW + 1000)).isEqualTo(1);
    }

    @Test
    void who_is_pardoned_starts_from_nothing() {
        for (int i = 0; i < 4; i++) fails(CLIENT, NOW);
        judge.pardon(Address.parse(CLIENT));
        restart(judge(5, FIND_TIME), NOW, NOW);

        assertThat(untilOffence(CLIENT, NOW)).isEqualTo(5);
    }

    @Test
    void of_a_flood_those_are_kept_who_tried_more_and_then_the_later() {
        Random random = new Random(3);
        for (int i = 0; i < 400_000; i++)
            fails(
                    Address.v4(20 + random.nextInt(60), i >> 16, i >> 8 & 255, i & 255)
                            .toString(),
                    NOW + i);
        for (int round = 0; round < 3; round++)
            for (int i = 0; i < 200; i++) fails("198.51.100." + i, NOW + 400_000 + round * 10);
        Progress progress = judge.progress(NOW + 401_000);

        int attempts = progress.open().stream()
                .mapToInt(open -> open.atMillis().length())
                .sum();
        assertThat(attempts).isEqualTo(60_000);
        Map<String, Integer> byClient = new HashMap<>();
        progress.open()
                .forEach(open ->
                        byClient.put(open.client().toString(), open.atMillis().length()));
        for (int i = 0; i < 200; i++) assertThat(byClient).containsEntry("198.51.100." + i, 3);
        long oldest = progress.open().stream()
                .mapToLong(open -> open.atMillis().get(open.atMillis().length() - 1))
                .min()
                .orElseThrow();
        assertThat(oldest).isGreaterThan(NOW + 300_000);
    }
}
