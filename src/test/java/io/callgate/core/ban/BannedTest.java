package io.callgate.core.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BannedTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private final Banned bans = new Banned();

    private static AddressRange range(String text) {
        return AddressRange.parse(text);
    }

    private Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        bans.each((range, end) -> all.put(range.toString(), end));
        return all;
    }

    @Test
    void single_addresses_64s_and_ranges_are_kept_with_their_ends() {
        bans.put(range("203.0.113.7"), Optional.of(NOW));
        bans.put(range("0.0.0.0"), Optional.of(NOW));
        bans.put(range("255.255.255.255"), Optional.empty());
        bans.put(range("2001:db8:1:2::/64"), Optional.of(NOW));
        bans.put(range("::/64"), Optional.of(NOW));
        bans.put(range("198.18.0.0/15"), Optional.of(NOW));
        bans.put(range("2001:db8::/32"), Optional.of(NOW));
        assertThat(all())
                .hasSize(7)
                .containsEntry("203.0.113.7", NOW.toEpochMilli())
                .containsEntry("255.255.255.255", Banned.FOR_EVER)
                .containsEntry("2001:db8:1:2::/64", NOW.toEpochMilli());
        assertThat(bans.size()).isEqualTo(7);
        assertThat(bans.end(range("0.0.0.0"))).isEqualTo(NOW.toEpochMilli());
        assertThat(bans.end(range("198.18.0.0/15"))).isEqualTo(NOW.toEpochMilli());
        assertThat(bans.end(range("203.0.113.8"))).isZero();
        assertThat(bans.end(range("198.18.0.0/16"))).isZero();
    }

    @Test
    void the_later_end_counts_unless_it_is_replaced() {
        bans.put(range("203.0.113.7"), Optional.of(NOW.plusSeconds(9)));
        bans.put(range("203.0.113.7"), Optional.of(NOW));
        assertThat(bans.end(range("203.0.113.7"))).isEqualTo(NOW.plusSeconds(9).toEpochMilli());
        bans.replace(range("203.0.113.7"), NOW.toEpochMilli());
        assertThat(bans.end(range("203.0.113.7"))).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void what_is_lifted_is_forgotten_when_it_was_taken_out() {
        bans.put(range("203.0.113.7"), Optional.empty());
        bans.put(range("198.18.0.0/15"), Optional.empty());
        Banned lifted = new Banned();
        lifted.lift(range("203.0.113.7"));
        lifted.lift(range("198.18.0.0/15"));
        bans.overlay(lifted);
        assertThat(bans.end(range("203.0.113.7"))).isEqualTo(1);
        bans.forgetPassed(lifted, NOW.toEpochMilli());
        assertThat(bans.size()).isZero();
    }

    @Test
    void a_ban_of_ipv6_takes_a_64_at_least() {
        assertThat(Banned.widened(range("2001:db8:1:2:3::4"))).isEqualTo(range("2001:db8:1:2::/64"));
        assertThat(Banned.widened(range("2001:db8::/48"))).isEqualTo(range("2001:db8::/48"));
        assertThat(Banned.widened(range("203.0.113.7"))).isEqualTo(range("203.0.113.7"));
    }

    @Test
    void an_end_is_positive() {
        assertThatThrownBy(() -> bans.replace(range("203.0.113.7"), 0)).isInstanceOf(IllegalArgumentException.class);
        bans.put(range("203.0.113.7"), Optional.of(Instant.EPOCH));
        assertThat(bans.end(range("203.0.113.7"))).isEqualTo(1);
    }

    @Test
    void a_map_of_longs_agrees_with_one_of_objects() {
        Random random = new Random(7);
        LongMap map = new LongMap();
        Map<Long, Long> twin = new TreeMap<>();
        for (int i = 0; i < 200_000; i++) {
            // Close together and far apart, so that entries push each other around.
            long key = random.nextBoolean() ? random.nextInt(3000) : random.nextLong() << 56;
            if (random.nextInt(3) == 0) {
                map.remove(key);
                twin.remove(key);
            } else {
                long value = 1 + random.nextInt(1000);
                map.put(key, value);
                twin.put(key, value);
            }
        }
        assertThat(map.size()).isEqualTo(twin.size());
        Map<Long, Long> found = new TreeMap<>();
        map.each(found::put);
        assertThat(found).isEqualTo(twin);
        twin.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    }
}
