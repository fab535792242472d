package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.address.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "8.0.0.0/8", "2001:db8::/32", "2001:db8::1"})
    void up_to_8_bits_of_ipv4_and_32_of_ipv6_need_no_force(String range) {
        assertThat(EntryRules.refusal(AddressRange.parse(range), false, GrantPolicy.STANDARD))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.0.0.0/7", "32.0.0.0/3", "2a00::/31", "2400::/12"})
    void whatever_is_wider_needs_it(String range) {
        AddressRange wide = AddressRange.parse(range);
        assertThat(EntryRules.refusal(wide, false, GrantPolicy.STANDARD))
                .get()
                .asString()
                .contains(range, "--force");
        assertThat(EntryRules.refusal(wide, true, GrantPolicy.STANDARD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "127.0.0.0/8", "224.0.0.0/3", "10.0.0.0/7", "127.0.0.1", "fe80::/10"})
    void force_opens_nothing_that_is_never_granted(String range) {
        assertThat(EntryRules.refusal(AddressRange.parse(range), true, GrantPolicy.STANDARD))
                .get()
                .asString()
                .contains("is never granted")
                .doesNotContain("--force");
    }

    @Test
    void a_note_is_one_line() {
        assertThat(EntryRules.note("the branch in Köln")).isEqualTo("the branch in Köln");
        for (String bad : new String[] {"a\nb", "a\u001b[2J", "\u009b1m", "x".repeat(201)})
            assertThatThrownBy(() -> EntryRules.note(bad)).isInstanceOf(IllegalArgumentException.class);
    }
}
