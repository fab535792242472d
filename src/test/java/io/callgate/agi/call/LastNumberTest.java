package io.callgate.agi.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastNumberTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 7",
        "203.0.113.7, 007",
        "203.0.113.250, 250",
        "203.0.113.0, 0",
        "203.0.113.0, 000",
        "2001:db8::7, 7",
        "2001:db8::7, 0007",
        "2001:db8::7a, 72",
        "2001:db8::abc, 222",
        "2001:db8::def, 333",
        "2001:db8:1:2:3:4:5:c0de, 2033",
        "2001:db8::, 0",
        "2001:db8:1:2:3:4:5:0, 0000"
    })
    void what_a_telephone_keys_is_the_last_number(String address, String keys) {
        assertThat(LastNumber.keyed(keys)).isEqualTo(LastNumber.of(Address.parse(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 70",
        "203.0.113.7, 77",
        "203.0.113.7, 203",
        "203.0.113.70, 7",
        "203.0.113.0, 7",
        "2001:db8::7a, 7",
        "2001:db8::7a, 71",
        "2001:db8::, 328",
        "2001:db8::700, 7"
    })
    void any_other_number_is_not(String address, String keys) {
        assertThat(LastNumber.keyed(keys)).isNotEqualTo(LastNumber.of(Address.parse(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 1, false",
        "203.0.113.1, 01, true",
        "203.0.113.1, 001, true",
        "203.0.113.2, 2, false",
        "203.0.113.3, 3, false",
        "203.0.113.3, 03, true",
        "203.0.113.4, 4, true",
        "203.0.113.11, 11, true",
        "2001:db8::1, 1, false",
        "2001:db8::1, 0001, true",
        "2001:db8::a, 2, false",
        "2001:db8::d, 03, true",
        "2001:db8::, 0, true",
        "203.0.113.7, 8, false"
    })
    void what_is_a_choice_elsewhere_needs_a_zero(String address, String keys, boolean chosen) {
        assertThat(LastNumber.of(Address.parse(address)).isChosenBy(keys)).isEqualTo(chosen);
    }
}
