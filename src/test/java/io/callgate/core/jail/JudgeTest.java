package io.callgate.core.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    private static final long NOW = 1_795_343_263_000L;
    private static final Jail JAIL = new Jail(5, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));

    private final Judge judge = new Judge(JAIL);
    private int sessions;

    private static Failure failure(
            long at, String address, String service, FailureKind kind, Sense sense, String session) {
        return new Failure(at, Address.parse(address), service, "1001", kind, sense, session);
    }

    /** A wrong password in a session of its own. */
    private Optional<Offence> fails(String address, long at) {
        return judge.judge(failure(at, address, "PJSIP", FailureKind.WRONG_PASSWORD, Sense.LOG, "s" + ++sessions), at);
    }

    @Test
    void the_fifth_failure_within_the_find_time_is_an_offence_and_not_the_fourth() {
        for (int i = 0; i < 4; i++)
            assertThat(fails("198.51.100.1", NOW + i * 1000)).isEmpty();
        assertThat(fails("198.51.100.1", NOW + 599_000)).hasValueSatisfying(offence -> {
            assertThat(offence.client()).hasToString("198.51.100.1");
            assertThat(offence.attempts()).isEqualTo(5);
            assertThat(offence.until().toEpochMilli()).isEqualTo(NOW + 599_000 + 3_600_000);
            assertThat(offence.reason()).isEqualTo("5 failed attempts at PJSIP, the last wrong password as \"1001\"");
        });
    }

    @Test
    void what_lies_outside_of_the_find_time_no_longer_counts() {
        for (int i = 0; i < 100; i++)
            assertThat(fails("198.51.100.1", NOW + i * 151_000L)).isEmpty();
    }

    @Test
    void ipv6_is_counted_by_64() {
        for (int i = 0; i < 4; i++) assertThat(fails("2001:db8:1:2::" + i, NOW)).isEmpty();
        assertThat(fails("2001:db8:1:3::1", NOW)).isEmpty();
        assertThat(fails("2001:db8:1:2:ffff::1", NOW))
                .hasValueSatisfying(offence -> assertThat(offence.client()).hasToString("2001:db8:1:2::/64"));
    }

    @Test
    void who_is_banned_is_not_judged_again_and_comes_back_to_a_longer_ban() {
        for (int i = 0; i < 5; i++) fails("198.51.100.1", NOW);
        for (int i = 0; i < 50; i++)
            assertThat(fails("198.51.100.1", NOW + 3_599_999)).isEmpty();
        long back = NOW + 3_600_000;
        for (int round = 1; round < 8; round++) {
            Optional<Offence> offence = Optional.empty();
            for (int i = 0; i < 5; i++) offence = fails("198.51.100.1", back);
            long length = offence.orElseThrow().until().toEpochMilli() - back;
            assertThat(Duration.ofMillis(length)).isEqualTo(Duration.ofHours(Math.min(24, 1 << round)));
            back += length;
        }
    }

    @Test
    void a_ban_that_the_book_knows_makes_a_repeater() {
        judge.remember(Address.parse("198.51.100.1"), NOW - 1000, 1);
        judge.remember(Address.parse("198.51.100.2"), NOW + 1000, 1);
        for (int i = 0; i < 4; i++) fails("198.51.100.1", NOW);
        assertThat(fails("198.51.100.1", NOW).orElseThrow().until().toEpochMilli())
                .isEqualTo(NOW + 7_200_000);
        for (int i = 0; i < 10; i++) assertThat(fails("198.51.100.2", NOW)).isEmpty();
        judge.pardon(Address.parse("198.51.100.2"));
        for (int i = 0; i < 4; i++) fails("198.51.100.2", NOW);
        assertThat(fails("198.51.100.2", NOW)).isPresent();
    }

    @Test
    void old_records_are_nothing_and_those_of_the_future_are_of_now() {
        for (int i = 0; i < 10; i++)
            assertThat(judge.judge(
                            failure(
                                    NOW - 600_001,
                                    "198.51.100.1",
                                    "sshd",
                                    FailureKind.WRONG_PASSWORD,
                                    Sense.LOG,
                                    "" + i),
                            NOW))
                    .isEmpty();
        for (int i = 0; i < 4; i++)
            judge.judge(
                    failure(NOW + 86_400_000, "198.51.100.1", "sshd", FailureKind.WRONG_PASSWORD, Sense.LOG, "f" + i),
                    NOW);
        assertThat(fails("198.51.100.1", NOW + 599_000)).isPresent();
    }

    /** As the sample of a real Asterisk shows: three records in the security log, and as many as events, and in the log. */
    @Test
    void one_attempt_at_an_unknown_account_counts_once_whoever_tells_of_it() {
        for (int i = 0; i < 5; i++) {
            boolean offence = false;
            for (Sense sense : Sense.values()) {
                for (FailureKind kind : new FailureKind[] {
                    FailureKind.UNKNOWN_ACCOUNT, FailureKind.UNKNOWN_ACCOUNT, FailureKind.WRONG_PASSWORD
                })
                    offence |= judge.judge(
                                    failure(NOW + i * 100, "198.51.100.1", "PJSIP", kind, sense, "call" + i),
                                    NOW + i * 100)
                            .isPresent();
            }
            assertThat(offence).as("attempt " + (i + 1)).isEqualTo(i == 4);
        }
    }

    @Test
    void a_repeated_session_does_not_make_many_attempts_one() {
        Optional<Offence> offence = Optional.empty();
        for (int i = 0; i < 5; i++)
            offence = judge.judge(
                    failure(NOW, "198.51.100.1", "PJSIP", FailureKind.WRONG_PASSWORD, Sense.SECURITY_LOG, "same"), NOW);
        assertThat(offence).isPresent();
    }

    /** The line of chan_sip, and of the manager, names no session; the event of the same attempt does. */
    @ParameterizedTest
    @ValueSource(strings = {"SIP", "AMI"})
    void an_attempt_told_of_with_a_session_and_without_is_one(String service) {
        for (int i = 0; i < 4; i++)
            for (Sense sense : Sense.values())
                assertThat(judge.judge(
                                failure(
                                        NOW + i,
                                        "198.51.100.1",
                                        service,
                                        FailureKind.WRONG_PASSWORD,
                                        sense,
                                        sense == Sense.LOG ? "" : "0x7f" + i),
                                NOW + i))
                        .isEmpty();
    }

    @Test
    void a_record_without_a_session_is_shared_by_the_account() {
        for (int i = 0; i < 4; i++)
            for (Sense sense : Sense.values())
                assertThat(judge.judge(failure(NOW, "198.51.100.1", "SIP", FailureKind.WRONG_PASSWORD, sense, ""), NOW))
                        .isEmpty();
        assertThat(judge.judge(failure(NOW, "198.51.100.1", "SIP", FailureKind.WRONG_PASSWORD, Sense.LOG, ""), NOW))
                .isPresent();
    }

    @Test
    void a_flood_from_a_million_addresses_does_not_hide_those_who_go_on() {
        Set<String> offenders = new HashSet<>();
        Random random = new Random(11);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 100; i++)
                fails("198.51.100." + i, NOW + round * 1000)
                        .ifPresent(o -> offenders.add(o.client().toString()));
            for (int i = 0; i < 170_000; i++) {
                int word = random.nextInt();
                judge.judge(
                        new Failure(
                                NOW + round * 1000,
                                Address.v4(100 + (word & 15), word >> 8 & 255, word >> 16 & 255, word >> 24 & 255),
                                "PJSIP",
                                "",
                                FailureKind.WRONG_PASSWORD,
                                Sense.LOG,
                                "x" + i),
                        NOW + round * 1000);
            }
        }
        assertThat(offenders).hasSize(100);
    }

    @Test
    void ten_million_sources_take_bounded_memory_and_push_out_nobody_who_tried_four_times() {
        for (int i = 0; i < 100; i++) for (int attempt = 0; attempt < 4; attempt++) fails("198.51.100." + i, NOW);
        long before = usedBytes();
        for (int i = 0; i < 10_000_000; i++) {
            // No two alike; every other one an IPv6 network.
            Address source = i % 2 == 0
                    ? new Address(false, 0, 0x0a00_0000L + i)
                    : new Address(true, 0x2001_0db8_0000_0000L + i, 1);
            assertThatIsNothing(
                    new Failure(NOW + i / 20_000, source, "PJSIP", "1001", FailureKind.WRONG_PASSWORD, Sense.LOG, "x"));
        }
        assertThat(usedBytes() - before).isLessThan(64L << 20);
        for (int i = 0; i < 100; i++)
            assertThat(fails("198.51.100." + i, NOW + 599_000)).isPresent();
    }

    /** Without an object an assertion: there are millions. */
    private void assertThatIsNothing(Failure failure) {
        if (judge.judge(failure, failure.atMillis()).isPresent())
            throw new AssertionError(failure + " is no offence, being the first of its client");
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void a_jail_is_possible() {
        assertThatThrownBy(() -> new Jail(0, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)))
                .hasMessageContaining("max-retry");
        assertThatThrownBy(() -> new Jail(5, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(1)))
                .hasMessageContaining("longest-ban");
        Judge once = new Judge(new Jail(1, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1)));
        assertThat(once.judge(failure(NOW, "198.51.100.1", "sshd", FailureKind.WRONG_PASSWORD, Sense.LOG, ""), NOW))
                .isPresent();
        Judge many = new Judge(new Jail(1000, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1)));
        for (int i = 0; i < 999; i++)
            assertThat(many.judge(
                            failure(NOW, "198.51.100.1", "sshd", FailureKind.WRONG_PASSWORD, Sense.LOG, "" + i), NOW))
                    .isEmpty();
        assertThat(many.judge(failure(NOW, "198.51.100.1", "sshd", FailureKind.WRONG_PASSWORD, Sense.LOG, "x"), NOW))
                .isPresent();
    }

    private static final FailureKind[] ONE_WRONG_PASSWORD = {FailureKind.WRONG_PASSWORD, FailureKind.ABANDONED};

    private int countedOfConnections(int connections, FailureKind... told) {
        int until = 0;
        for (int c = 1; c <= connections; c++)
            for (int i = 0; i < told.length; i++)
                if (judge.judge(
                                        failure(NOW + i * 7_000, "198.51.100.1", "sshd", told[i], Sense.LOG, "47" + c),
                                        NOW + 60_000)
                                .isPresent()
                        && until == 0) until = c;
        return until;
    }

    @Test
    void a_connection_of_ssh_with_one_wrong_password_and_its_end_is_one_attempt() {
        assertThat(countedOfConnections(8, ONE_WRONG_PASSWORD)).isEqualTo(5);
    }

    @Test
    void each_wrong_password_of_a_connection_is_an_attempt_whoever_tells_of_it_too() {
        FailureKind[] two = {
            FailureKind.UNKNOWN_ACCOUNT,
            FailureKind.REFUSED_BELOW,
            FailureKind.WRONG_PASSWORD,
            FailureKind.REFUSED_BELOW,
            FailureKind.WRONG_PASSWORD,
            FailureKind.ABANDONED
        };
        assertThat(countedOfConnections(8, two)).isEqualTo(3);
    }

    @Test
    void a_connection_that_ends_without_a_password_is_an_attempt() {
        assertThat(countedOfConnections(8, FailureKind.ABANDONED)).isEqualTo(5);
    }
}
