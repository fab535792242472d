package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7", "198.51.100.1", "192.0.2.1", "8.8.8.8", "1.0.0.0/24", "100.63.255.255", "100.128.0.0",
                "172.15.0.1", "172.32.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2001:db8::1", "2400::1",
                "3fff::1", "2a00:1450::/32"
            })
    void what_can_be_reached_over_the_internet_and_what_examples_use_is_allowed(String range) {
        assertThat(GrantPolicy.STANDARD.check(AddressRange.parse(range))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, SPECIAL",
        "0.1.2.3, SPECIAL",
        "127.0.0.1, SPECIAL",
        "127.255.0.1, SPECIAL",
        "169.254.1.1, SPECIAL",
        "192.0.0.1, SPECIAL",
        "224.0.0.1, SPECIAL",
        "239.1.1.1, SPECIAL",
        "240.0.0.1, SPECIAL",
        "255.255.255.255, SPECIAL",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "198.18.0.1, PRIVATE",
        "198.19.255.255, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "::, SPECIAL",
        "::1, SPECIAL",
        "64:ff9b::1, SPECIAL",
        "fe80::1, SPECIAL",
        "fec0::1, SPECIAL",
        "ff02::1, SPECIAL",
        "4000::1, SPECIAL",
        "8000::1, SPECIAL",
        "c000::1, SPECIAL",
        "e000::1, SPECIAL",
        "f000::1, SPECIAL",
        "f800::1, SPECIAL",
        "fb00::1, SPECIAL",
        "2001::1, SPECIAL",
        "2002:cb00:7107::1, SPECIAL",
        "fc00::1, PRIVATE",
        "fd12:3456::1, PRIVATE",
        "2001:2::1, PRIVATE"
    })
    void what_cannot_be_a_phone_on_the_internet_is_refused(String range, GrantPolicy.Reason reason) {
        assertThat(GrantPolicy.STANDARD.check(AddressRange.parse(range)))
                .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(reason));
    }

    @Test
    void a_range_is_refused_when_any_of_its_addresses_is() {
        for (String range : new String[] {"0.0.0.0/0", "::/0", "126.0.0.0/7", "192.0.0.0/8", "2000::/3"})
            assertThat(GrantPolicy.STANDARD.check(AddressRange.parse(range))).isPresent();
    }

    private static GrantPolicy policy(String own, String allow, String refuse) {
        return new GrantPolicy(
                ImmutableSet.of(Address.parse(own)),
                ImmutableList.of(AddressRange.parse(allow)),
                ImmutableList.of(AddressRange.parse(refuse)));
    }

    @Test
    void an_administrator_allows_private_space_and_nothing_else() {
        GrantPolicy policy = policy("198.18.0.9", "198.18.0.0/16", "203.0.113.0/24");
        assertThat(policy.check(AddressRange.parse("198.18.0.1"))).isEmpty();
        assertThat(policy.check(AddressRange.parse("198.19.0.1"))).isPresent();
        assertThat(policy.check(AddressRange.parse("198.18.0.0/15"))).isPresent();
        assertThat(policy("203.0.113.1", "127.0.0.0/8", "192.0.2.0/24").check(AddressRange.parse("127.0.0.1")))
                .isPresent();
    }

    @Test
    void the_pbx_itself_is_refused_even_in_space_that_is_allowed() {
        GrantPolicy policy = policy("198.18.0.9", "198.18.0.0/16", "203.0.113.0/24");
        assertThat(policy.check(AddressRange.parse("198.18.0.9")))
                .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(GrantPolicy.Reason.OWN));
        assertThat(policy.check(AddressRange.parse("198.18.0.0/24"))).isPresent();
    }

    @Test
    void a_refusal_names_the_value_and_the_rule() {
        GrantPolicy policy = policy("198.18.0.9", "198.18.0.0/16", "203.0.113.0/24");
        assertThat(policy.check(AddressRange.parse("203.0.113.7")).orElseThrow().message())
                .contains("203.0.113.7")
                .contains("203.0.113.0/24 of policy.refuse");
        assertThat(policy.check(AddressRange.parse("10.0.0.1")).orElseThrow().message())
                .contains("private space (10.0.0.0/8)")
                .contains("policy.allow");
    }
}
