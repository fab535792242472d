package io.callgate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailConfigTest {

    private static MailConfig read(String text) {
        Toml toml = Toml.parse(text);
        MailConfig read = MailConfig.read(toml, "pbx7");
        toml.refuseUnknown();
        return read;
    }

    @Test
    void each_key_has_a_default() {
        assertThat(read("")).isEqualTo(new MailConfig(Optional.empty(), "callgate@pbx7", ImmutableList.of()));
    }

    @Test
    void a_key_that_nobody_knows_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("[mail]\n admin = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 2: there is no key \"mail.admin\"; did you mean \"mail.admins\"?");
    }
}
