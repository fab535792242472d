package io.callgate.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.firewall.ruleset.GateSet;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementTest {

    private static final Address PHONE = Address.parse("203.0.113.7");

    private static String written(long endMillis, long nowMillis, String comment) {
        StringBuilder out = new StringBuilder();
        new Element(GateSet.judged(false), PHONE, PHONE, endMillis, comment).write(out, nowMillis);
        return out.toString();
    }

    @Test
    void a_comment_of_plain_text_stays_as_it_is() {
        assertThat(Element.clean("phone 1001 grant 7, a.b_c-d@e")).isEqualTo("phone 1001 grant 7_ a.b_c-d@e");
        assertThat(Element.clean("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\n", "\r", "\0", "{", "}", ";", "#", "$", "'", "`", "é", "\u2028", "\t", "*"})
    void a_comment_can_neither_end_itself_nor_the_line(String hostile) {
        assertThat(Element.clean("a" + hostile + "b")).isEqualTo("a_b");
        assertThat(Element.clean(hostile.repeat(300))).isEqualTo("_".repeat(100));
    }

    @Test
    void a_long_comment_is_cut_at_a_hundred_characters() {
        assertThat(Element.clean("x".repeat(101))).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"5,5ms", "1000,1s", "61001,61s1ms", "86400000,1d", "86400001,1d1ms", "0,1ms", "-5,1ms"})
    void the_timeout_is_written_in_units_that_nft_reads(long millis, String timeout) {
        assertThat(written(1_000_000 + millis, 1_000_000, "")).isEqualTo("203.0.113.7 timeout " + timeout);
    }

    @Test
    void an_element_without_end_has_no_timeout() {
        assertThat(written(Element.FOR_EVER, 5, "a b")).isEqualTo("203.0.113.7 comment \"a b\"");
        assertThat(Element.millis(Optional.empty(), 0)).isEqualTo(Element.FOR_EVER);
        assertThat(Element.millis(Optional.of(Instant.MAX), 0)).isEqualTo(Element.FOR_EVER);
        assertThat(Element.millis(Optional.of(Instant.ofEpochMilli(7)), 0)).isEqualTo(7);
        assertThat(Element.millis(Optional.of(Instant.EPOCH), 0)).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"1000,3000,true", "1000,3001,false", "1000,9223372036854775807,false"})
    void ends_two_seconds_apart_are_one(long one, long other, boolean same) {
        Element a = new Element(GateSet.judged(false), PHONE, PHONE, one, "");
        Element b = new Element(GateSet.judged(false), PHONE, PHONE, other, "");
        assertThat(a.standsFor(b)).isEqualTo(same);
        assertThat(b.standsFor(a)).isEqualTo(same);
        assertThat(a.standsFor(a)).isTrue();
    }
}
