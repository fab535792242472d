package io.callgate.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.testing.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AmiClientTest {

    private final Queue<Failure> heard = new ConcurrentLinkedQueue<>();
    private ServerSocket server;
    private AmiClient client;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        client = new AmiClient(new AmiClient.Login(address, "tm4", "secret"), heard::add, InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    /** As Asterisk answers a login, and then says what is given. */
    private void serve(String events) {
        Background.start(() -> {
            try (Socket socket = server.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                socket.getOutputStream().write("Asterisk Call Manager/11.0.0\r\n".getBytes(UTF_8));
                StringBuilder login = new StringBuilder();
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine())
                    login.append(line).append('|');
                boolean right = login.toString().equals("Action: Login|Username: tm4|Secret: secret|Events: security|");
                String answer = right ? "Response: Success" : "Response: Error";
                socket.getOutputStream().write((answer + "\r\nMessage: x\r\n\r\n" + events).getBytes(UTF_8));
                socket.getOutputStream().flush();
            }
        });
    }

    @Test
    void the_events_of_a_real_asterisk_give_its_failures() throws IOException {
        serve(Files.readString(Path.of("src/test/resources/scan/ami_all.txt"))
                        .replace("\r", "")
                        .replace("\n", "\r\n") + "\r\n");
        client.start();
        await().until(() -> heard.size() == 35);
        assertThat(client.unclear()).isZero();
        assertThat(heard).extracting(failure -> failure.address().toString()).containsOnly("127.0.0.1");
        assertThat(heard)
                .filteredOn(f -> f.kind() == FailureKind.UNKNOWN_ACCOUNT)
                .hasSize(19);
        assertThat(heard)
                .filteredOn(f -> f.kind() == FailureKind.WRONG_PASSWORD)
                .hasSize(14);
        assertThat(heard)
                .filteredOn(f -> f.kind() == FailureKind.FORBIDDEN_ADDRESS)
                .hasSize(2);
        assertThat(heard).filteredOn(f -> f.service().equals("PJSIP")).anySatisfy(f -> {
            assertThat(f.account()).isEqualTo("9999");
            assertThat(f.session()).contains("@127.0.0.1");
        });
    }

    @Test
    void it_comes_back_when_asterisk_does() {
        serve("");
        client.start();
        await().until(() ->
                client.fault().filter(f -> f.contains("closed the connection")).isPresent());
        serve(
                "Event: InvalidPassword\r\nService: AMI\r\nAccountID: x\r\nRemoteAddress: IPV6/TCP/2001:db8::7/5\r\n\r\n");
        await().until(() -> heard.size() == 1);
        assertThat(heard.peek().address()).hasToString("2001:db8::7");
    }

    @Test
    void a_login_that_is_refused_is_said() throws IOException {
        client.close();
        client = new AmiClient(
                new AmiClient.Login((InetSocketAddress) server.getLocalSocketAddress(), "tm4", "other"),
                heard::add,
                InstantSource.system());
        serve("");
        client.start();
        await().until(() ->
                client.fault().filter(f -> f.contains("refuses the user tm4")).isPresent());
        assertThat(client.fault().get()).doesNotContain("other");
    }

    @Test
    void an_event_with_two_addresses_is_nobodys() {
        AmiEvent event = new AmiEvent(List.of(
                "Event: InvalidAccountID",
                "Service: PJSIP",
                "AccountID: x",
                "RemoteAddress: IPV4/UDP/203.0.113.1/5060",
                "RemoteAddress: IPV4/UDP/198.51.100.7/5060"));
        assertThat(event.isFailure()).isTrue();
        assertThat(event.failure(1)).isEmpty();
    }

    @Test
    void what_is_no_failure_or_has_no_address_is_none() {
        assertThat(new AmiEvent(List.of("Event: SuccessfulAuth", "RemoteAddress: IPV4/UDP/198.51.100.7/5060"))
                        .isFailure())
                .isFalse();
        for (String address : List.of("", "IPV4/UDP/host.example/5060", "198.51.100.7", "IPV4/UDP/1.2.3.4/5/6"))
            assertThat(new AmiEvent(List.of("Event: InvalidPassword", "RemoteAddress: " + address)).failure(1))
                    .as(address)
                    .isEmpty();
    }
}
