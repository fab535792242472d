package io.callgate.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8::0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1"
    })
    void text_becomes_canonical(String text, String canonical) {
        assertThat(Address.parse(text)).hasToString(canonical);
        assertThat(Address.parse(canonical)).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "localhost", "pbx.example", "1.2.3", "1.2.3.4.5", "999.1.1.1", "1.2.3.4;id", "1.2.3.4 ",
                " 1.2.3.4", "01.2.3.4", "1.2.3.-4", "0x7f.1.1.1", "2130706433", "fe80::1%eth0", "::1%1", "[::1]", ":::",
                "1::2::3", "12345::", "1.2.3.4/32", "\u0661.2.3.4", "1.2.3.4\n"
            })
    void anything_else_is_refused_without_asking_dns(String text) {
        assertThat(Address.find(text)).isEmpty();
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void random_addresses_survive_text_and_bytes() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            Address address = Address.ofBytes(bytes);
            assertThat(address.toInetAddress().getAddress()).isEqualTo(bytes);
            assertThat(Address.parse(address.toString())).isEqualTo(address);
        }
    }

    @Test
    void masking_clears_the_bits_beyond_the_prefix() {
        assertThat(Address.parse("203.0.113.7").masked(24)).hasToString("203.0.113.0");
        assertThat(Address.parse("203.0.113.7").masked(0)).hasToString("0.0.0.0");
        assertThat(Address.parse("203.0.113.7").masked(32)).hasToString("203.0.113.7");
        assertThat(Address.parse("2001:db8:1:2:3:4:5:6").masked(64)).hasToString("2001:db8:1:2::");
        assertThat(Address.parse("2001:db8:1:2:3:4:5:6").masked(0)).hasToString("::");
        assertThat(Address.parse("2001:db8:1:2:ffff::6").masked(68)).hasToString("2001:db8:1:2:f000::");
        assertThatThrownBy(() -> Address.parse("203.0.113.7").masked(33)).hasMessageContaining("/33");
    }

    @Test
    void addresses_are_ordered_by_number_and_ipv4_comes_first() {
        List<String> ordered = List.of("0.0.0.1", "9.0.0.0", "200.0.0.0", "::", "2001:db8::", "fe00::");
        assertThat(ordered.stream().map(Address::parse)).isSorted();
    }

    @Test
    void octets_outside_of_a_byte_are_refused() {
        assertThatThrownBy(() -> Address.v4(1, 2, 3, 256)).hasMessageContaining("256");
        assertThatThrownBy(() -> Address.v4(-1, 2, 3, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Address.v4(255, 0, 0, 1)).hasToString("255.0.0.1");
    }
}
