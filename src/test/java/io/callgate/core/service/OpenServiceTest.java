package io.callgate.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenServiceTest {

    @Test
    void a_service_stands_alone_or_with_a_rate() {
        assertThat(OpenService.parse("web")).isEqualTo(new OpenService("web", Optional.empty()));
        assertThat(OpenService.parse(" sip 20/second ")).isEqualTo(new OpenService("sip", Optional.of(20)));
        assertThat(OpenService.parse("sip 20/second")).hasToString("sip 20/second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "all",
                "all 5/second",
                "sip 0/second",
                "sip -1/second",
                "sip 1000001/second",
                "sip 20/minute",
                "sip 20",
                "sip  20/second",
                "sip 99999999999/second",
                "si\"p",
                "sip;drop",
                "sip 2\n0/second"
            })
    void everything_else_is_refused(String text) {
        assertThatThrownBy(() -> OpenService.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
