package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.firewall.Cable.Family;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stranger's nmap sees of a PBX that is closed, and a granted phone's of the same. */
class PortScanIT {

    /** As fast as a cable bears: a port that does not answer is not asked again. */
    private static final List<String> FAST = List.of(
            "-n", "-Pn", "--send-ip", "--max-retries", "0", "--min-rate", "20000", "--host-timeout", "60s", "--reason");

    @ParameterizedTest
    @EnumSource
    void a_stranger_finds_no_port_of_all_and_a_granted_phone_its_own(Family f) throws IOException {
        Namespace.assumeAvailable("nft", "nmap");
        try (Cable cable = new Cable(Mode.ENFORCE);
                ServerSocket sip = cable.pbx.call(() -> new ServerSocket(5060, 50, InetAddress.getByName(f.pbx)));
                ServerSocket ssh = cable.pbx.call(() -> new ServerSocket(22, 50, InetAddress.getByName(f.pbx)));
                DatagramSocket tftp = Cable.udp(cable.pbx, f.pbx, 69)) {
            assertThat(List.of(sip.isBound(), ssh.isBound(), tftp.isBound())).containsOnly(true);
            cable.firewall.converge(List.of(open(f.phone, "sip", "tftp")), NO_BANS, Instant.now());

            String all = scan(cable, f, f.stranger, "-sS", "-p1-65535");
            assertThat(all)
                    .containsPattern("All 65535 scanned ports on \\S+ are in ignored states")
                    .contains("65535 filtered");
            String udp = scan(cable, f, f.stranger, "-sU", "-p1-65535");
            assertThat(udp).contains("Not shown: 65535 open|filtered udp ports (no-response)");

            String granted = scan(cable, f, f.phone, "-sS", "-p1-6000");
            assertThat(granted).contains("5060/tcp open").doesNotContain("22/tcp");
            // A closed port of a granted service says so, others say nothing.
            assertThat(granted).containsPattern("5061/tcp +closed").contains("Not shown: 5990 filtered");
            assertThat(scan(cable, f, f.phone, "-sU", "-p60-80"))
                    .doesNotContain("closed")
                    .contains("open|filtered");
            assertThat(scan(cable, f, f.phone, "-sU", "-p5061")).containsPattern("5061/udp +closed");
        }
    }

    private static String scan(Cable cable, Family f, String from, String... what) {
        List<String> command = new java.util.ArrayList<>(List.of("nmap"));
        command.addAll(FAST);
        if (f == Family.V6) command.add("-6");
        command.addAll(List.of("-S", from, "-e", "veth0"));
        command.addAll(List.of(what));
        command.add(f.pbx);
        return cable.far.run(command.toArray(String[]::new));
    }

    @Test
    void observing_hides_nothing() throws IOException {
        Namespace.assumeAvailable("nft", "nmap");
        try (Cable cable = new Cable(Mode.OBSERVE);
                ServerSocket ssh =
                        cable.pbx.call(() -> new ServerSocket(22, 50, InetAddress.getByName(Family.V4.pbx)))) {
            assertThat(ssh.isBound()).isTrue();
            assertThat(scan(cable, Family.V4, Family.V4.stranger, "-sS", "-p1-1000"))
                    .contains("22/tcp open", "999 closed");
        }
    }
}
