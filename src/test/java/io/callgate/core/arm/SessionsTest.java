package io.callgate.core.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {

    private static final Connection ONE =
            Connection.find("203.0.113.7 51000 192.0.2.1 22").orElseThrow();
    private static final Connection TWO =
            Connection.find("2001:db8::7 51000 2001:db8::1 2222").orElseThrow();

    @Test
    void they_are_carried_as_text() {
        for (Sessions each : new Sessions[] {
            Sessions.NONE,
            new Sessions(Optional.of(ONE), true, ImmutableList.of(ONE, TWO)),
            new Sessions(Optional.of(TWO), false, ImmutableList.of()),
            new Sessions(Optional.empty(), false, ImmutableList.of(TWO)),
        }) assertThat(Sessions.parse(each.text())).isEqualTo(each);
        assertThat(Sessions.parse("")).isEqualTo(Sessions.NONE);
    }

    @Test
    void there_are_a_hundred_at_most() {
        ImmutableList.Builder<Connection> many = ImmutableList.builder();
        for (int port = 1; port <= 1000; port++) many.add(new Connection(ONE.client(), port, ONE.server(), 22));

        assertThat(new Sessions(Optional.empty(), false, many.build()).open()).hasSize(100);
    }

    @Test
    void a_connection_is_read_as_ssh_writes_it() {
        assertThat(Connection.find("::ffff:203.0.113.7 51000 ::ffff:192.0.2.1 22"))
                .contains(ONE);
        assertThat(Connection.find("fe80::1%eth0 51000 fe80::2%eth0 22")
                        .orElseThrow()
                        .client())
                .hasToString("fe80::1");
        assertThat(TWO).hasToString("2001:db8::7 51000 2001:db8::1 2222");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "203.0.113.7",
                "203.0.113.7 51000 192.0.2.1",
                "203.0.113.7 51000 192.0.2.1 22 23",
                "203.0.113.7 0 192.0.2.1 22",
                "203.0.113.7 65536 192.0.2.1 22",
                "203.0.113.7 -1 192.0.2.1 22",
                "host.example 51000 192.0.2.1 22",
                "203.0.113.7;id 51000 192.0.2.1 22",
                "203.0.113.7\n51000\n192.0.2.1\n22",
            })
    void what_is_no_connection_is_none(String text) {
        assertThat(Connection.find(text)).isEmpty();
    }
}
