package io.callgate.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0/24",
        "203.0.113.7, 203.0.113.7",
        "203.0.113.7/32, 203.0.113.7",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:DB8::/32, 2001:db8::/32",
        "2001:db8::1/128, 2001:db8::1"
    })
    void text_becomes_canonical(String text, String canonical) {
        assertThat(AddressRange.parse(text)).hasToString(canonical);
    }

    @Test
    void host_bits_are_refused_and_the_corrected_range_is_offered() {
        assertThatThrownBy(() -> AddressRange.parse("203.0.113.7/24"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("203.0.113.7/24")
                .hasMessageContaining("203.0.113.0/24");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.0/",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113.0/a",
                "/24",
                "::/129",
                "1.2.3.4/1/2",
                "1.2.3.4/9999"
            })
    void bad_prefixes_are_refused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void containing_is_by_number_and_family() {
        AddressRange range = AddressRange.parse("203.0.113.0/24");
        assertThat(range.contains(Address.parse("203.0.113.255"))).isTrue();
        assertThat(range.contains(Address.parse("203.0.114.0"))).isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(Address.parse("::1")))
                .isFalse();
        assertThat(AddressRange.parse("::/0").contains(Address.parse("2001:db8::1")))
                .isTrue();
        assertThat(range.overlaps(AddressRange.parse("203.0.0.0/16"))).isTrue();
        assertThat(range.overlaps(AddressRange.parse("203.0.113.128/25"))).isTrue();
        assertThat(range.overlaps(AddressRange.parse("203.0.112.0/24"))).isFalse();
    }
}
