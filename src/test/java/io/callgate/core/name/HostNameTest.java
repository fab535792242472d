package io.callgate.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "phone.example.org, phone.example.org",
        "PHONE.Example.ORG., phone.example.org",
        "a-1.b--2.example, a-1.b--2.example",
        "_sip._udp.example.org, _sip._udp.example.org",
        "bücher.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "1.2.3.example, 1.2.3.example",
    })
    void a_full_name_is_read_in_any_case_and_script(String text, String name) {
        assertThat(HostName.parse(text).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "localhost",
                "a..b",
                ".example.org",
                "-a.example",
                "a-.example",
                "a b.example",
                "a.example;id",
                "$(id).example",
                "a.example\n",
                "1.2.3.4",
                "1.2.3.4.",
                "999.1.1.1",
                "2001:db8::1",
                "[2001:db8::1]",
                "example.org..",
                "a/b.example",
                "*.example.org",
                "é..example",
                "a@example.org"
            })
    void anything_else_is_refused_by_name(String text) {
        assertThatThrownBy(() -> HostName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host name");
    }

    @Test
    void labels_and_names_have_a_longest_length() {
        assertThat(HostName.parse("a".repeat(63) + ".example").text()).hasSize(71);
        assertThatThrownBy(() -> HostName.parse("a".repeat(64) + ".example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(HostName.parse("ab.".repeat(82) + "example").text()).hasSize(253);
        assertThatThrownBy(() -> HostName.parse("ab.".repeat(82) + "example1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
