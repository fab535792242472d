package io.callgate.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.Address;
import io.callgate.core.ring.Ring.Means;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingsTest {

    private static final AccountNumber ANN = new AccountNumber("1001");
    private static final AccountNumber BOB = new AccountNumber("1002");
    private static final long T = 1_790_000_000_000L;

    private final Rings rings = new Rings(42);

    @BeforeEach
    void accounts() {
        rings.accounts(Set.of(ANN, BOB));
    }

    private void ring(String address, long afterMillis, Means means) {
        rings.ring(ANN, new Ring(Address.parse(address), T + afterMillis, means));
    }

    private List<String> heard(long afterMillis) {
        return rings.of(ANN, T + afterMillis).stream()
                .map(ring -> ring.address().toString())
                .toList();
    }

    @Test
    void the_newest_comes_first_and_five_minutes_are_remembered() {
        ring("203.0.113.7", 0, Means.EXTENSION);
        ring("2001:db8::7", 1000, Means.DOORBELL);
        ring("203.0.113.9", 2000, Means.EXTENSION);
        assertThat(heard(3000)).containsExactly("203.0.113.9", "2001:db8::7", "203.0.113.7");
        ring("203.0.113.7", 4000, Means.EXTENSION);
        assertThat(heard(5000)).containsExactly("203.0.113.7", "203.0.113.9", "2001:db8::7");
        assertThat(heard(301_000)).containsExactly("203.0.113.7", "203.0.113.9", "2001:db8::7");
        assertThat(heard(301_001)).containsExactly("203.0.113.7", "203.0.113.9");
        assertThat(heard(304_001)).isEmpty();
    }

    private Means means(String address, long afterMillis) {
        return rings.of(ANN, T + afterMillis).stream()
                .filter(ring -> ring.address().equals(Address.parse(address)))
                .findFirst()
                .orElseThrow()
                .means();
    }

    private void astray(String address, int times, long afterMillis) {
        for (int i = 0; i < times; i++) rings.astray(Address.parse(address), T + afterMillis + i);
    }

    @Test
    void who_tries_all_ports_does_not_know_the_accounts_own() {
        astray("203.0.113.9", 12, 0);
        astray("203.0.113.66", 21, 0);
        ring("203.0.113.9", 1000, Means.DOORBELL);
        ring("203.0.113.66", 1000, Means.DOORBELL);
        ring("198.51.100.66", 1000, Means.DOORBELL);
        assertThat(means("198.51.100.66", 1001)).as("another network").isEqualTo(Means.DOORBELL);
        assertThat(means("203.0.113.66", 1001)).isEqualTo(Means.EXTENSION);
        assertThat(means("203.0.113.9", 1001)).as("the same network").isEqualTo(Means.EXTENSION);
        astray("198.51.100.66", 21, 2000);
        assertThat(means("198.51.100.66", 3000)).as("who goes on after it rang").isEqualTo(Means.EXTENSION);
        ring("198.51.100.66", 301_500, Means.DOORBELL);
        assertThat(means("198.51.100.66", 301_500)).as("is remembered").isEqualTo(Means.EXTENSION);
        ring("198.51.100.66", 700_000, Means.DOORBELL);
        assertThat(means("198.51.100.66", 700_001)).as("not for ever").isEqualTo(Means.DOORBELL);
    }

    @Test
    void a_provider_of_ipv6_is_one_network_and_a_few_of_a_browser_are_no_search() {
        for (int i = 0; i < 21; i++) astray("2001:db8:" + i + "::" + i, 1, i);
        ring("2001:db8:77::7", 1000, Means.DOORBELL);
        ring("2001:db9::7", 1000, Means.DOORBELL);
        astray("2001:db9::7", 20, 2000);
        assertThat(means("2001:db8:77::7", 3000)).isEqualTo(Means.EXTENSION);
        assertThat(means("2001:db9::7", 3000)).isEqualTo(Means.DOORBELL);
    }

    @Test
    void a_search_from_everywhere_puts_everybody_in_doubt() {
        ring("203.0.113.7", 0, Means.DOORBELL);
        for (int i = 0; i < 401; i++) astray("198." + (18 + i / 256) + "." + i % 256 + ".1", 1, 100);
        assertThat(means("203.0.113.7", 1000)).isEqualTo(Means.EXTENSION);
    }

    @Test
    void each_account_has_its_own() {
        ring("203.0.113.7", 0, Means.EXTENSION);
        assertThat(rings.of(BOB, T)).isEmpty();
        rings.ring(new AccountNumber("999"), new Ring(Address.parse("203.0.113.7"), T, Means.EXTENSION));
        assertThat(rings.of(new AccountNumber("999"), T)).isEmpty();
    }

    @Test
    void who_said_no_name_is_offered_only_alone_and_to_those_for_whom_nobody_rang() {
        rings.ring(new Ring(Address.parse("198.51.100.1"), T, Means.UNNAMED));
        assertThat(heard(1)).containsExactly("198.51.100.1");
        ring("203.0.113.7", 2, Means.EXTENSION);
        assertThat(heard(3)).containsExactly("203.0.113.7");
        assertThat(rings.of(BOB, T + 3)).hasSize(1);
        rings.ring(new Ring(Address.parse("198.51.100.2"), T, Means.UNNAMED));
        assertThat(rings.of(BOB, T + 3)).isEmpty();
    }

    @Test
    void who_is_let_in_is_forgotten() {
        ring("203.0.113.7", 0, Means.EXTENSION);
        rings.forget(Address.parse("203.0.113.7"));
        assertThat(heard(1)).isEmpty();
    }

    @Test
    void an_account_that_went_is_forgotten() {
        ring("203.0.113.7", 0, Means.EXTENSION);
        rings.accounts(Set.of(BOB));
        rings.accounts(Set.of(ANN, BOB));
        assertThat(heard(1)).isEmpty();
    }

    /** A million forged addresses in a minute, each once; the phones ring before and in the middle of it. */
    @Test
    void honest_rings_of_the_last_minute_survive_a_million_forged_ones() {
        Random random = new Random(3);
        ring("203.0.113.1", 0, Means.EXTENSION);
        ring("203.0.113.2", 0, Means.DOORBELL);
        for (int i = 0; i < 1_000_000; i++) {
            long at = 1 + i * 58_000L / 1_000_000;
            rings.ring(ANN, new Ring(forged(random), T + at, Means.EXTENSION));
            // As RFC 3261 §17.1.2.2 has a phone repeat a request: after 0.5, 1.5, 3.5 and then each four seconds.
            if (i == 500_000 || i == 508_600 || i == 525_900 || i == 560_300) ring("203.0.113.3", at, Means.EXTENSION);
            // A browser repeats a SYN after one and three seconds.
            if (i == 700_000 || i == 717_200) ring("2001:db8::4", at, Means.DOORBELL);
        }
        assertThat(heard(60_000)).contains("203.0.113.1", "203.0.113.2", "203.0.113.3", "2001:db8::4");
        Set<String> first = heard(60_000).stream().limit(3).collect(Collectors.toSet());
        assertThat(first).contains("203.0.113.3", "2001:db8::4", "203.0.113.2");
        assertThat(heard(60_000)).hasSizeLessThanOrEqualTo(Bell.PLACES);
    }

    private static Address forged(Random random) {
        return new Address(false, 0, random.nextInt() & 0xffffffffL);
    }
}
