package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program does its work with no more of root's rights than its unit leaves it. */
class RightsIT {

    private static final Path UNIT = Path.of("target/callgate/systemd/callgate.service");

    @Test
    void it_shuts_the_firewall_and_sees_strangers(@TempDir Path folder) throws IOException {
        Namespace.assumeAvailable("nft", "setpriv");
        String rights = Files.readString(UNIT).replaceFirst("(?s).*\nCapabilityBoundingSet=([^\n]*)\n.*", "$1");
        String bounds = "-all," + rights.replace("CAP_", "+").replace(" ", ",").toLowerCase(Locale.ROOT);
        try (Namespace pbx = Namespace.create("pbx");
                Namespace far = Namespace.create("far");
                Callgate callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n")) {
            pbx.connect(far);
            pbx.addresses("192.0.2.1/24");
            far.addresses("192.0.2.20/24");
            callgate.run("migrate").orFail();
            callgate.startBy("setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=" + bounds);
            try (DatagramSocket stranger = far.call(() -> new DatagramSocket())) {
                await().until(() -> {
                    stranger.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress("192.0.2.1", 7_000)));
                    return callgate.run("status").output().matches("(?s).*strangers [1-9][0-9]* packets.*");
                });
            }
            assertThat(callgate.run("status").orFail().output()).doesNotContain("NOBODY CAN KNOCK");
        }
    }
}
