package io.callgate.scan.ami;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.scan.AmiWriter;
import io.callgate.testing.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** As Asterisk answers a login, says what is given, and answers pings. */
    private void serve(String events) {
        Background.start(() -> {
            try (Socket socket = server.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                say(socket, "Asterisk Call Manager/11.0.0\r\n");
                boolean right = action(in).equals("Action: Login|Username: tm4|Secret: secret|Events: security|");
                String answer = right ? "Response: Success" : "Response: Error";
                say(socket, answer + "\r\nMessage: x\r\n\r\n" + events);
                for (String ping = action(in); !ping.isEmpty(); ping = action(in))
                    say(
                            socket,
                            "Response: Success\r\n" + ping.split("\\|")[1]
                                    + "\r\nPing: Pong\r\nTimestamp: 1.2\r\n\r\n");
            }
        });
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** Empty when the other side is gone. */
    private static String action(BufferedReader in) throws IOException {
        StringBuilder action = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine())
            action.append(line).append('|');
        return action.toString();
    }

    /** Without what was recorded beside them: comments, and events of other classes, which are not asked for. */
    private static String recorded() throws IOException {
        StringBuilder events = new StringBuilder();
        for (String block : Files.readString(Path.of("src/test/resources/scan/ami_all.txt"))
                .replace("\r", "")
                .replaceAll("(?m)^#####.*\n", "")
                .split("\n\n+"))
            if (block.contains("Privilege: security,all"))
                events.append(block.replace("\n", "\r\n")).append("\r\n\r\n");
        return events.toString();
    }

    @Test
    void the_events_of_a_real_asterisk_give_its_failures() throws IOException {
        serve(recorded());
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
    void it_comes_back_when_asterisk_does() throws IOException {
        Background.start(() -> server.accept().close());
        client.start();
        await().until(() ->
                client.fault().filter(f -> f.contains("closed the connection")).isPresent());
        serve(AmiWriter.event("InvalidPassword", "AMI", "x", "0x1", "IPV6/TCP/2001:db8::7/5", ""));
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
    void who_is_not_asterisk_is_sent_no_login() throws IOException {
        client.close();
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        AtomicInteger asked = new AtomicInteger();
        // As where the port changes hands between the look and the connection.
        client = new AmiClient(
                new AmiClient.Login(
                        address,
                        "tm4",
                        "secret",
                        () -> asked.getAndIncrement() == 0 ? Optional.empty() : Optional.of("mallory listens there")),
                heard::add,
                InstantSource.system());
        client.start();
        try (Socket socket = server.accept()) {
            say(socket, "Asterisk Call Manager/11.0.0\r\n");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        await().untilAsserted(
                        () -> assertThat(client.fault()).hasValue("AMI at " + address + ": mallory listens there"));
    }

    @Test
    void what_is_known_of_the_connection_is_told() throws IOException {
        serve(recorded());
        client.start();
        await().until(() -> client.heard().events() > 35);
        assertThat(client.heard().version()).isEqualTo("11.0.0");
        assertThat(client.heard().since()).isPresent();
        assertThat(client.heard().last()).isPresent();
        assertThat(client.fault()).isEmpty();
    }

    @Test
    void a_user_who_may_not_read_security_events_is_found_out() {
        serve("");
        client.start();
        await().until(() -> client.heard().isDeaf());
        assertThat(client.fault().orElse(""))
                .contains("it tells the user tm4 of no security event")
                .contains("read = security");
    }

    /** As a link that is cut somewhere on its way. */
    @Test
    void a_dead_link_is_noticed() throws IOException {
        Background.start(() -> {
            try (Socket socket = server.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                say(socket, "Asterisk Call Manager/11.0.0\r\n");
                action(in);
                say(socket, "Response: Success\r\nMessage: x\r\n\r\n");
                while (!action(in).isEmpty()) {}
            }
        });
        client.start();
        await().until(() -> client.fault().orElse("").contains("it does not answer"));
        serve(AmiWriter.event("InvalidPassword", "AMI", "x", "0x1", "IPV6/TCP/2001:db8::7/5", ""));
        await().until(() -> heard.size() == 1);
    }
}
