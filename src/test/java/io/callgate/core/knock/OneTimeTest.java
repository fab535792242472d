package io.callgate.core.knock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OneTimeTest {

    private static final OneTime RFC = new OneTime("3132333435363738393031323334353637383930");

    /** RFC 4226, appendix D. */
    @Test
    void numbers_are_those_of_the_rfc() {
        int[] truncated = {
            0x4c93cf18,
            0x41397eea,
            0x82fef30,
            0x66ef7655,
            0x61c5938a,
            0x33c083d4,
            0x7256c032,
            0x4e5b397,
            0x2823443f,
            0x2679dc69
        };
        for (int i = 0; i < truncated.length; i++) assertThat(RFC.hotp(i)).isEqualTo(truncated[i]);
    }

    /** Of the first sequence: 84755224 mod 40000, 94287082 and 37359152, as appendix D has them with eight digits. */
    @Test
    void ports_are_those_that_oathtool_tells() {
        assertThat(RFC.sequence(0, 3).text())
                .isEqualTo("tcp/" + (20001 + 84755224 % 40000) + ",tcp/" + (20001 + 94287082 % 40000) + ",tcp/"
                        + (20001 + 37359152 % 40000));
    }

    @Test
    void sequences_differ_and_have_the_length_asked_for() {
        OneTime secret = OneTime.random(new Random(5));
        List<String> texts = java.util.stream.LongStream.range(0, 10_000)
                .mapToObj(n -> secret.sequence(n, 8).text())
                .toList();
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(secret.toString()).doesNotContain(secret.secretHex());
    }

    @Test
    void a_short_secret_is_refused() {
        assertThatThrownBy(() -> new OneTime("0123456789abcdef"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 hexadecimal digits");
    }
}
