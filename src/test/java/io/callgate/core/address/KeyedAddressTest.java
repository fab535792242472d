package io.callgate.core.address;

import static io.callgate.core.address.KeyedAddress.Reason.NOTHING;
import static io.callgate.core.address.KeyedAddress.Reason.NOT_TWELVE_DIGITS;
import static io.callgate.core.address.KeyedAddress.Reason.OCTET_TOO_LARGE;
import static io.callgate.core.address.KeyedAddress.Reason.TOO_FEW_PARTS;
import static io.callgate.core.address.KeyedAddress.Reason.TOO_MANY_PARTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203*0*113*7, 203.0.113.7",
        "203000113007, 203.0.113.7",
        "203*000*113*007, 203.0.113.7",
        "010*08*1*09, 10.8.1.9",
        "0*0*0*0, 0.0.0.0",
        "000000000000, 0.0.0.0",
        "255255255255, 255.255.255.255",
        "0203*0*113*7, 203.0.113.7"
    })
    void four_decimal_numbers_or_twelve_digits_are_an_address(String keys, String address) {
        assertThat(KeyedAddress.parse(keys)).isEqualTo(new KeyedAddress.Good(Address.parse(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', NOTHING",
        "*, NOTHING",
        "***, NOTHING",
        "*****, NOTHING",
        "256*0*0*1, OCTET_TOO_LARGE",
        "1*2*3*999, OCTET_TOO_LARGE",
        "203256113007, OCTET_TOO_LARGE",
        "99999999999999999999*1*1*1, OCTET_TOO_LARGE",
        "1*2*3, TOO_FEW_PARTS",
        "1*2*3*, TOO_FEW_PARTS",
        "*1*2*3, TOO_FEW_PARTS",
        "1**2*3, TOO_FEW_PARTS",
        "203*000113007, TOO_FEW_PARTS",
        "1*2*3*4*5, TOO_MANY_PARTS",
        "1*2*3*4*, TOO_MANY_PARTS",
        "2030113007, NOT_TWELVE_DIGITS",
        "2030001130077, NOT_TWELVE_DIGITS",
        "1, NOT_TWELVE_DIGITS",
        "1#2, NOTHING",
        "1.2.3.4, NOTHING",
        "abc, NOTHING",
        "\u0661*1*1*1, NOTHING"
    })
    void anything_else_is_refused_with_its_reason(String keys, KeyedAddress.Reason reason) {
        assertThat(KeyedAddress.parse(keys)).isEqualTo(new KeyedAddress.Bad(reason));
    }

    @Test
    void random_keys_never_throw_and_what_is_accepted_is_what_was_keyed() {
        Random random = new Random(864);
        for (int i = 0; i < 200_000; i++) {
            String keys = random.ints(random.nextInt(20), 0, 12)
                    .mapToObj(k -> "0123456789**".substring(k, k + 1))
                    .reduce("", String::concat);
            KeyedAddress keyed = KeyedAddress.parse(keys);
            if (keyed instanceof KeyedAddress.Good good && keys.indexOf('*') >= 0)
                assertThat(good.address().toString())
                        .isEqualTo(keys.replaceAll("(^|\\*)0+(?=[0-9])", "$1").replace('*', '.'));
        }
    }

    @Test
    void every_reason_can_happen() {
        assertThat(KeyedAddress.Reason.values())
                .containsExactlyInAnyOrder(NOTHING, OCTET_TOO_LARGE, TOO_FEW_PARTS, TOO_MANY_PARTS, NOT_TWELVE_DIGITS);
    }
}
