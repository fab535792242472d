package io.callgate.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7a", "office-2", "Ann.Home_1", "0x", "a2345678901234567890123456789012"})
    void letters_digits_and_a_few_signs_are_a_name_if_a_letter_is_among_them(String text) {
        assertThat(EntryName.parse(text).owner().name()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-a",
                ".a",
                "_a",
                "a b",
                "a;id",
                "a\nb",
                "ä",
                "a/b",
                "a@b",
                "a\u001b[2J",
                "a23456789012345678901234567890123"
            })
    void whatever_else_is_refused_with_the_rule(String text) {
        assertThatThrownBy(() -> EntryName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 32 letters");
    }

    @Test
    void digits_alone_are_an_account() {
        assertThatThrownBy(() -> EntryName.parse("701"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in ext701");
    }

    @Test
    void the_file_that_travelin_man_3_made_of_a_name_is_that_name() {
        assertThat(EntryName.parse("ann.iptables")).isEqualTo(EntryName.parse("ann"));
        assertThatThrownBy(() -> EntryName.parse("701.iptables")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryName.parse("a.iptables.iptables")).isInstanceOf(IllegalArgumentException.class);
    }
}
