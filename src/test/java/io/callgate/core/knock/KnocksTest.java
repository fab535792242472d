package io.callgate.core.knock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.packet.Packet;
import io.callgate.core.service.PortRange.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnocksTest {

    private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
    private static final long T = SINCE.toEpochMilli();
    private static final Address PHONE = Address.parse("203.0.113.7");
    private static final Address OTHER = Address.parse("203.0.113.8");
    private static final KnockSequence SEQUENCE = KnockSequence.parse("tcp/7000,udp/4000,tcp/9000");

    private final Knocks knocks = new Knocks(4711);

    @BeforeEach
    void one_key() {
        knocks.keys(List.of(new KnockKey.Fixed(KnockKey.BOX, SEQUENCE, SINCE)));
    }

    private Optional<Knocks.Heard> hear(Address from, String knock, long afterMillis) {
        Knock k = Knock.parse(knock);
        return knocks.hear(new Packet(T + afterMillis, from, k.protocol(), k.port(), new byte[0]));
    }

    private boolean opens(String... knocks) {
        boolean opened = false;
        long at = 0;
        for (String knock : knocks) opened |= hear(PHONE, knock, at += 100).isPresent();
        return opened;
    }

    @Test
    void the_right_order_opens_once() {
        assertThat(opens("tcp/7000", "udp/4000")).isFalse();
        assertThat(hear(PHONE, "tcp/9000", 300)).hasValueSatisfying(heard -> {
            assertThat(heard.owner()).isEqualTo(KnockKey.BOX);
            assertThat(heard.turn().sequence()).isEqualTo(SEQUENCE);
        });
        assertThat(hear(PHONE, "tcp/9000", 400)).isEmpty();
        assertThat(knocks.attempts()).isZero();
    }

    private boolean syn(String knock, int connection, long afterMillis) {
        Knock k = Knock.parse(knock);
        return knocks.hear(new Packet(T + afterMillis, PHONE, k.protocol(), k.port(), new byte[0], connection))
                .isPresent();
    }

    /** A kernel sends the first packet of a connection again after a second, whatever its user knocks meanwhile. */
    @Test
    void what_the_senders_kernel_sends_again_is_no_knock() {
        syn("tcp/7000", 1, 0);
        hear(PHONE, "udp/4000", 900);
        syn("tcp/7000", 1, 1_000);
        assertThat(syn("tcp/9000", 2, 1_100)).isTrue();
    }

    @Test
    void another_connection_to_the_same_port_is_a_knock() {
        syn("tcp/7000", 1, 0);
        hear(PHONE, "udp/4000", 900);
        syn("tcp/7000", 3, 1_000);
        assertThat(syn("tcp/9000", 2, 1_100)).isFalse();
    }

    @Test
    void what_is_sent_again_gives_no_more_time() {
        syn("tcp/7000", 1, 0);
        hear(PHONE, "udp/4000", 900);
        syn("tcp/7000", 1, 7_000);
        assertThat(syn("tcp/9000", 2, Knocks.WITHIN_MILLIS + 1)).isFalse();
    }

    @Test
    void another_order_or_protocol_or_a_part_opens_nothing() {
        assertThat(opens("tcp/7000", "tcp/9000", "udp/4000")).isFalse();
        assertThat(opens("tcp/9000", "udp/4000", "tcp/7000")).isFalse();
        assertThat(opens("tcp/7000", "tcp/4000", "tcp/9000")).isFalse();
        assertThat(opens("udp/4000", "tcp/9000")).isFalse();
        assertThat(opens("tcp/7000", "tcp/9000")).isFalse();
    }

    @Test
    void any_other_port_in_between_lets_it_go() {
        assertThat(opens("tcp/7000", "udp/4000", "tcp/8999", "tcp/9000")).isFalse();
        assertThat(opens("tcp/7000", "tcp/1", "udp/4000", "tcp/9000")).isFalse();
        // A port of the sequence itself, in the wrong place, too.
        assertThat(opens("tcp/7000", "tcp/9000", "udp/4000", "tcp/9000")).isFalse();
    }

    @Test
    void repetitions_of_the_port_just_knocked_are_fine() {
        assertThat(opens("tcp/7000", "tcp/7000", "udp/4000", "udp/4000", "udp/4000", "tcp/9000"))
                .isTrue();
    }

    @Test
    void a_new_beginning_counts_wherever_it_comes() {
        assertThat(opens("tcp/7000", "udp/4000", "tcp/7000", "udp/4000", "tcp/9000"))
                .isTrue();
        assertThat(opens("tcp/22", "tcp/7000", "udp/4000", "tcp/9000")).isTrue();
    }

    @Test
    void fifteen_seconds_are_in_time_and_a_millisecond_more_is_late() {
        hear(PHONE, "tcp/7000", 0);
        hear(PHONE, "udp/4000", 1000);
        assertThat(hear(PHONE, "tcp/9000", 15_000)).isPresent();
        hear(PHONE, "tcp/7000", 100_000);
        hear(PHONE, "udp/4000", 101_000);
        assertThat(hear(PHONE, "tcp/9000", 115_001)).isEmpty();
    }

    @Test
    void what_is_stale_does_not_spoil_the_next_attempt() {
        hear(PHONE, "tcp/7000", 0);
        hear(PHONE, "tcp/7000", 60_000);
        hear(PHONE, "udp/4000", 60_100);
        assertThat(hear(PHONE, "tcp/9000", 60_200)).isPresent();
        hear(PHONE, "tcp/7000", 100_000);
        hear(PHONE, "udp/4000", 100_100);
        hear(PHONE, "tcp/7000", 100_200);
        hear(PHONE, "tcp/7000", 170_000);
        hear(PHONE, "udp/4000", 170_100);
        assertThat(hear(PHONE, "tcp/9000", 170_200)).isPresent();
    }

    @Test
    void a_clock_that_is_set_back_opens_nothing() {
        hear(PHONE, "tcp/7000", 100_000);
        hear(PHONE, "udp/4000", 100_100);
        assertThat(hear(PHONE, "tcp/9000", 20)).isEmpty();
        assertThat(opens("tcp/7000", "udp/4000", "tcp/9000")).isTrue();
    }

    @Test
    void sources_know_nothing_of_each_other() {
        hear(PHONE, "tcp/7000", 0);
        hear(OTHER, "udp/4000", 1);
        assertThat(hear(PHONE, "tcp/9000", 2)).isEmpty();
        hear(PHONE, "tcp/7000", 10);
        hear(OTHER, "tcp/7000", 11);
        hear(OTHER, "tcp/1", 12);
        hear(PHONE, "udp/4000", 13);
        hear(OTHER, "udp/4000", 14);
        assertThat(hear(OTHER, "tcp/9000", 15)).isEmpty();
        assertThat(hear(PHONE, "tcp/9000", 16)).isPresent();
    }

    @Test
    void keys_of_several_owners_are_told_apart_even_where_they_share_ports() {
        Owner ann = new Owner("1001");
        knocks.keys(List.of(
                new KnockKey.Fixed(KnockKey.BOX, SEQUENCE, SINCE),
                new KnockKey.Fixed(ann, KnockSequence.parse("udp/4000,tcp/9000,tcp/7000,tcp/5000"), SINCE)));
        assertThat(opens("tcp/7000", "udp/4000")).isFalse();
        assertThat(hear(PHONE, "tcp/9000", 300)).isPresent();
        // The box's key would begin with what comes now, but only hers is whole in the end.
        hear(OTHER, "udp/4000", 10_000);
        hear(OTHER, "tcp/9000", 10_001);
        hear(OTHER, "tcp/7000", 10_002);
        assertThat(hear(OTHER, "tcp/5000", 10_003))
                .hasValueSatisfying(heard -> assertThat(heard.owner()).isEqualTo(ann));
    }

    @Test
    void a_key_that_is_gone_opens_nothing() {
        hear(PHONE, "tcp/7000", 0);
        hear(PHONE, "udp/4000", 1);
        knocks.keys(List.of());
        assertThat(hear(PHONE, "tcp/9000", 2)).isEmpty();
    }

    @Test
    void one_time_sequences_within_the_window_open_with_their_number() {
        OneTime secret = new OneTime("3132333435363738393031323334353637383930");
        KnockKey.Once key = new KnockKey.Once(new Owner("1001"), secret, 3, 5, SINCE);
        knocks.keys(List.of(key));
        for (long number : new long[] {4, 5, 14, 15}) {
            Optional<Knocks.Heard> heard = Optional.empty();
            for (Knock knock : secret.sequence(number, 3).knocks()) heard = hear(PHONE, knock.toString(), number * 100);
            if (number == 4 || number == 15) assertThat(heard).isEmpty();
            else
                assertThat(heard)
                        .hasValueSatisfying(h -> assertThat(h.turn().number()).isEqualTo(number));
        }
    }

    /** Pushes all others out only beyond a million; what was begun before still opens. */
    @Test
    void a_flood_of_first_knocks_pushes_no_honest_attempt_out_within_its_time() {
        Random random = new Random(7);
        hear(PHONE, "tcp/7000", 0);
        for (int i = 0; i < 700_000; i++)
            hear(new Address(false, 0, random.nextInt() & 0xffffffffL), "tcp/7000", i * 14_000L / 700_000);
        hear(PHONE, "udp/4000", 14_100);
        assertThat(hear(PHONE, "tcp/9000", 14_200)).isPresent();
    }

    @Test
    void memory_is_bounded_whoever_knocks() {
        Random random = new Random(8);
        for (int i = 0; i < 3_000_000; i++) {
            Address from = new Address(true, random.nextLong() | 1, random.nextLong());
            hear(from, "tcp/7000", i / 1000);
            if (i % 10 == 0) hear(from, "udp/4000", i / 1000);
        }
        assertThat(knocks.attempts()).isLessThanOrEqualTo((1 << 21) + Knocks.MOST_TRAILS);
        assertThat(opens("tcp/7000", "udp/4000", "tcp/9000")).isTrue();
    }

    /** In whatever order a scan goes through all ports, those of a key do not come one behind the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void a_scan_up_or_down_never_opens(int step) {
        Random random = new Random(9);
        for (int scan = 0; scan < 200; scan++) {
            KnockSequence sequence = KnockSequence.random(3, List.of(Protocol.TCP), port -> true, random);
            knocks.keys(List.of(new KnockKey.Fixed(KnockKey.BOX, sequence, SINCE)));
            for (int i = 0; i < 65_535; i++) {
                int port = step > 0 ? 1 + i : 65_535 - i;
                assertThat(knocks.hear(new Packet(T + i / 60, PHONE, Protocol.TCP, port, new byte[0])))
                        .isEmpty();
            }
        }
    }

    @Test
    void a_slow_scan_over_hours_never_opens_though_it_knocks_nothing_else() {
        assertThat(hear(PHONE, "tcp/7000", 0)).isEmpty();
        assertThat(hear(PHONE, "udp/4000", 3_600_000)).isEmpty();
        assertThat(hear(PHONE, "tcp/9000", 7_200_000)).isEmpty();
    }

    @Test
    void random_keys_avoid_what_they_must() {
        Random random = new Random(10);
        for (int i = 0; i < 1000; i++) {
            KnockSequence sequence =
                    KnockSequence.random(3 + i % 6, List.of(Protocol.TCP, Protocol.UDP), port -> port % 2 == 1, random);
            List<Integer> ports = sequence.knocks().stream().map(Knock::port).toList();
            assertThat(ports).allMatch(port -> port >= 1024 && port % 2 == 1).doesNotHaveDuplicates();
            assertThat(ports).isNotEqualTo(ports.stream().sorted().toList());
            assertThat(ports)
                    .isNotEqualTo(ports.stream().sorted((a, b) -> b - a).toList());
            assertThat(KnockSequence.parse(sequence.text())).isEqualTo(sequence);
        }
        assertThat(new KnockSequence(ImmutableList.copyOf(SEQUENCE.knocks())).toString())
                .doesNotContain("7000");
    }
}
