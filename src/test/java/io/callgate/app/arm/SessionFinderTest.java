package io.callgate.app.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.arm.Connection;
import io.callgate.core.arm.Sessions;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFinderTest {

    private static final Path PROC = Path.of("/proc");
    private static final String FAR = "203.0.113.7 51000 192.0.2.1 22";
    private static final Connection SESSION = Connection.find(FAR).orElseThrow();

    private Process shell;

    @AfterEach
    void end() {
        if (shell == null) return;
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }

    private static SessionFinder finder(int sshPort) {
        return new SessionFinder(
                PROC, ServiceCatalog.builtInWith(Map.of("ssh", List.of(PortRange.parse("tcp/" + sshPort)))));
    }

    /** Starts a shell with {@code variables}, and in it a process without any; its number. */
    private long child(Map<String, String> variables) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", "env -i sh -c 'env -i sleep 60 & echo $!; wait' \"a (b) c\" & wait");
        builder.environment().keySet().removeIf(name -> name.matches("SSH_CONNECTION|TMUX|STY"));
        builder.environment().putAll(variables);
        shell = builder.start();
        BufferedReader said = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        return Long.parseLong(said.readLine());
    }

    @Test
    void the_connection_is_found_in_the_shell_around_what_sudo_started() throws IOException {
        Sessions found = finder(22).find(child(Map.of("SSH_CONNECTION", FAR)));

        assertThat(found.own()).contains(SESSION);
        assertThat(found.doubtful()).isFalse();
        assertThat(found.open()).doesNotContain(SESSION);
    }

    @Test
    void in_tmux_and_in_screen_it_is_doubtful() throws IOException {
        assertThat(finder(22)
                        .find(child(Map.of("SSH_CONNECTION", FAR, "TMUX", "/tmp/tmux-0/default,1,0")))
                        .doubtful())
                .isTrue();
        end();
        assertThat(finder(22)
                        .find(child(Map.of("SSH_CONNECTION", FAR, "STY", "1.pts-0")))
                        .doubtful())
                .isTrue();
    }

    @Test
    void what_is_no_connection_is_looked_for_further_up() throws IOException {
        Sessions found = finder(22).find(child(Map.of("SSH_CONNECTION", "$(id) 1 2 3")));

        assertThat(found.own().map(Connection::client)).isNotEqualTo(java.util.Optional.of(SESSION.client()));
    }

    @Test
    void a_process_that_is_gone_is_on_no_connection() {
        assertThat(finder(22).find(Integer.MAX_VALUE).own()).isEmpty();
    }

    @Test
    void established_connections_to_where_ssh_listens_are_found_for_both_families() throws IOException {
        for (String address : List.of("127.0.0.1", "::1", "0.0.0.0", "::")) {
            try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(address));
                    ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName(address));
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket elsewhere = new Socket(other.getInetAddress(), other.getLocalPort())) {
                Connection wanted = new Connection(
                        Address.of(client.getLocalAddress()),
                        client.getLocalPort(),
                        Address.of(
                                client.getInetAddress().isAnyLocalAddress()
                                        ? client.getLocalAddress()
                                        : client.getInetAddress()),
                        server.getLocalPort());
                assertThat(finder(server.getLocalPort()).find(Integer.MAX_VALUE).open())
                        .as(address)
                        .contains(wanted)
                        .noneMatch(found -> found.serverPort() == other.getLocalPort())
                        .noneMatch(found -> found.serverPort() == elsewhere.getLocalPort());
            }
        }
    }

    @Test
    void where_sshd_listens_is_seen_by_its_sockets(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000:08AE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
                   1: 010200C0:08AE 077100CB:C738 01 00000000:00000000 02:000A7D5C 00000000     0        0 4712 2 0
                   2: 010200C0:0050 077100CB:C739 01 00000000:00000000 02:000A7D5C 00000000     0        0 4713 2 0
                """);
        Files.createDirectories(proc.resolve("99/fd"));
        Files.writeString(proc.resolve("99/comm"), "sshd\n");
        Files.createSymbolicLink(proc.resolve("99/fd/3"), Path.of("socket:[4711]"));

        Sessions found = new SessionFinder(proc, ServiceCatalog.builtInWith(Map.of())).find(1);

        assertThat(found.open()).extracting(Connection::toString).containsExactly("203.0.113.7 51000 192.0.2.1 2222");
    }
}
