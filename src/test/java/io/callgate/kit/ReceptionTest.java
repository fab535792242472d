package io.callgate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a host does wrong is one guest's loss. */
class ReceptionTest {

    @Test
    void a_host_that_fails_is_no_end_of_the_reception() throws IOException {
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        Reception.Limits limits = new Reception.Limits(10, 1 << 20, 1 << 10, Duration.ofMillis(300));
        Reception.Host host = new Reception.Host() {
            @Override
            public void heard(Guest guest) throws IOException {
                guest.drop(guest.heard().remaining());
                guest.say("good\n".getBytes(), Duration.ofSeconds(9));
            }

            @Override
            public void sentAway(Guest guest, String why) {
                throw new IllegalStateException("the test fails: " + why);
            }
        };
        Reception reception = Reception.open(server, "test", limits, host);
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(silent.getInputStream().read()).as("it is sent away").isEqualTo(-1);
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
                other.getOutputStream().write('x');
                assertThat(other.getInputStream().read()).isEqualTo('g');
            }
        } finally {
            reception.close();
        }
    }
}
