package io.callgate.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12345",
                "1234567890123",
                "48392a",
                "４８３９２０",
                "483 920",
                "000000",
                "999999999",
                "123456",
                "987654"
            })
    void too_short_too_long_not_digits_or_first_to_be_tried_is_refused(String digits) {
        assertThatThrownBy(() -> new Pin(digits)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exactly_twenty_pins_of_six_digits_are_never_given() {
        long refused = IntStream.range(0, 1_000_000)
                .mapToObj(n -> String.format("%06d", n))
                .filter(PinTest::isRefused)
                .count();
        assertThat(refused).isEqualTo(20);
    }

    private static boolean isRefused(String digits) {
        try {
            new Pin(digits);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @Test
    void a_random_pin_has_six_digits_and_skips_the_weak_ones() {
        Deque<Integer> numbers = new ArrayDeque<>(List.of(111111, 123456, 42));
        Random random = new Random() {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt(int bound) {
                return numbers.pop();
            }
        };
        assertThat(Pin.random(random)).isEqualTo(new Pin("000042"));
    }

    @Test
    void a_hash_matches_its_pin_alone_and_neither_prints_itself() {
        PinHash hash = PinHash.of("483920", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 1000);
        assertThat(hash.matches("483920")).isTrue();
        assertThat(hash.matches("483921")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.toString()).doesNotContain("pbkdf2");
        assertThat(new Pin("483920").toString()).doesNotContain("483920");
        assertThat(new PinHash(hash.stored()).matches("483920")).isTrue();
    }

    @Test
    void a_stored_text_of_another_form_opens_for_no_pin() {
        for (String stored : new String[] {"", "483920", "pbkdf2-sha256$1$c2FsdHNhbHQ=$x", "pbkdf2-sha256$0$$"})
            assertThat(new PinHash(stored).matches("483920")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbkdf2-sha256$0$c2FsdHNhbHQ=$",
                "pbkdf2-sha256$1$====AAAA$",
                "pbkdf2-sha256$1$AAAAAAAAA$",
                "pbkdf2-sha256$99999999$c2FsdHNhbHQ=$"
            })
    void a_stored_text_that_only_looks_like_a_hash_opens_for_no_pin_and_fails_nobody(String head) {
        assertThat(new PinHash(head + "A".repeat(43) + "=").matches("483920")).isFalse();
    }

    @Test
    void a_hash_with_a_wrong_end_opens_for_no_pin_and_fails_nobody() {
        String stored = "pbkdf2-sha256$1$c2FsdHNhbHQ=$" + "=".repeat(10) + "A".repeat(34);
        assertThat(new PinHash(stored).matches("483920")).isFalse();
    }

    /** PBKDF2-HMAC-SHA256, P="password", S="salt", c=4096, dkLen=32: the known answer published for RFC 6070's inputs. */
    @Test
    void the_hash_is_pbkdf2() {
        String stored = PinHash.of("password", "salt".getBytes(StandardCharsets.US_ASCII), 4096)
                .stored();
        byte[] hash = Base64.getDecoder().decode(stored.substring(stored.lastIndexOf('$') + 1));
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
    }
}
