package io.callgate.core.ban;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BanPolicyTest {

    private static final BanPolicy POLICY = new BanPolicy(
            ImmutableSet.of(Address.parse("203.0.113.1"), Address.parse("2001:db8:5::1")),
            ImmutableList.of(AddressRange.parse("192.168.0.0/16"), AddressRange.parse("fd00::/8")),
            ImmutableList.of(AddressRange.parse("198.51.100.7")),
            ImmutableSet.of(Address.parse("203.0.113.53"), Address.parse("2001:db8:53::53")));

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, own address",
        "203.0.113.0/24, own address",
        "2001:db8:5::/64, own address",
        "192.168.7.7, firewall.lan",
        "192.0.0.0/8, firewall.lan",
        "fd00:1::1, firewall.lan",
        "198.51.100.0/24, jail.never",
        "203.0.113.53, name server 203.0.113.53",
        "203.0.113.32/27, name server 203.0.113.53",
        "2001:db8:53::/64, name server 2001:db8:53::53",
        "2001:db8::/32, own address",
        "127.0.0.1, loopback",
        "::1, loopback",
        "fe80::1, link-local",
        "ff02::1, multicast",
        "239.1.1.1, multicast",
        "0.0.0.0/0, unspecified"
    })
    void whom_the_pbx_needs_is_never_banned(String range, String why) {
        assertThat(POLICY.refusal(AddressRange.parse(range)))
                .hasValueSatisfying(text ->
                        assertThat(text).startsWith(range + " is never banned").contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.2",
                "203.0.113.54",
                "2001:db8:53:1::/64",
                "10.1.2.3",
                "2001:db8:6::/64",
                "198.18.0.0/15"
            })
    void everybody_else_may_be(String range) {
        assertThat(POLICY.refusal(AddressRange.parse(range))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.8, 198.51.100.8",
        "2001:db8:6::9, 2001:db8:6::/64",
        "2001:db8:6::/48, 2001:db8:6::/48",
        // Neighbours of this box, and of the name server.
        "2001:db8:5::9, 2001:db8:5::9",
        "2001:db8:53:0:ffff::/80, 2001:db8:53:0:ffff::/80",
        // Refused, whatever it reached.
        "2001:db8:5::1, 2001:db8:5::/64",
        "fd00:1::1, fd00:1::/64"
    })
    void a_ban_of_ipv6_takes_the_whole_network_but_for_that_of_who_is_never_banned(String asked, String reached) {
        assertThat(POLICY.reach(AddressRange.parse(asked))).hasToString(reached);
    }

    @Test
    void without_a_lan_the_own_addresses_still_hold() {
        BanPolicy bare = new BanPolicy(
                ImmutableSet.of(Address.parse("203.0.113.1")),
                ImmutableList.of(),
                ImmutableList.of(),
                ImmutableSet.of());
        assertThat(bare.refusal(AddressRange.parse("203.0.113.1"))).isPresent();
        assertThat(bare.refusal(AddressRange.parse("192.168.1.1"))).isEmpty();
    }
}
