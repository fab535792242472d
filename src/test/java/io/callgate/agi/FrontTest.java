package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.agi.call.CallScript;
import io.callgate.agi.call.Prompts;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection has to show before it is a call, and where calls are when somebody else has their port. */
@Timeout(60)
class FrontTest {

    private static final String TOKEN = "0123456789abcdefABCDEF_-";

    @TempDir
    Path folder;

    private Box box;
    private Logins logins;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
        logins = new Logins(box.gate, 2);
    }

    @AfterEach
    void close() {
        logins.close();
        box.close();
    }

    private CallServer serve(int port, Token token, Duration longest) {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new CallServer(
                new CallServer.Setting(listen, 1, token, longest),
                new CallScript(box.gate, logins, Doorbell.SILENT),
                address -> "the user mallory has it",
                Optional::empty);
    }

    private static Map<String, String> call(CallServer server, Token token, String keys) throws Exception {
        return new TerminalPhone(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        "1",
                        Prompts.of("en"),
                        new GivenKeys(keys),
                        words -> {})
                .with(token)
                .call();
    }

    private static Map<String, String> call(CallServer server, Token token) throws Exception {
        return call(server, token, "1001#483920#203*0*113*7#1");
    }

    /** All that is said to who sends a request and answers every command, as Asterisk does. */
    private static List<String> commands(CallServer server, String request) throws IOException {
        List<String> commands = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                socket.getOutputStream().write("200 result=0\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (SocketException e) {
            assertThat(e).as("what is cut off while it speaks").hasMessageMatching("Connection reset|Broken pipe");
        }
        return commands;
    }

    private static String request(String script) {
        return "agi_network: yes\nagi_network_script: " + script + "\nagi_request: agi://127.0.0.1/" + script
                + "\nagi_callerid: 1\n\n";
    }

    @Test
    void who_knows_the_token_is_served_and_nobody_else_hears_a_word() throws Exception {
        try (CallServer server = serve(0, Token.of(TOKEN), Duration.ofMinutes(1))) {
            assertThat(call(server, Token.of(TOKEN))).containsEntry("CALLGATE_STATUS", "GRANTED");
            assertThat(call(server, Token.NONE)).isEmpty();
            assertThat(call(server, Token.of(TOKEN + "x"))).isEmpty();
            for (String script : List.of(
                    "whitelist",
                    "whitelist?token=",
                    "whitelist?token=" + TOKEN.substring(1),
                    "whitelist?token=" + TOKEN.toLowerCase(java.util.Locale.ROOT),
                    "whitelist?nottoken=" + TOKEN,
                    "whitelist?token=x&token=" + TOKEN,
                    "?token=%30123456789abcdefABCDEF_-"))
                assertThat(commands(server, request(script))).as(script).isEmpty();
            assertThat(commands(server, "agi_request: agi://x/whitelist\nx: ?token=" + TOKEN + "\n\n"))
                    .as("in another field")
                    .isEmpty();
        }
    }

    @Test
    void a_token_of_who_wants_none_does_no_harm() throws Exception {
        try (CallServer server = serve(0, Token.NONE, Duration.ofMinutes(1))) {
            assertThat(call(server, Token.of(TOKEN))).containsEntry("CALLGATE_STATUS", "GRANTED");
        }
    }

    @Test
    void another_script_and_a_call_too_many_are_refused_aloud() throws Exception {
        try (CallServer server = serve(0, Token.NONE, Duration.ofMinutes(1));
                Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(commands(server, request("other")))
                    .containsExactly(
                            "NOOP",
                            "SET VARIABLE \"CALLGATE_STATUS\" \"ERROR\"",
                            "ANSWER",
                            "STREAM FILE \"callgate/sorry-error\" \"\"");
            first.getOutputStream().write((request("whitelist") + "200 result=0\n").getBytes(StandardCharsets.UTF_8));
            await().until(() -> server.calls() == 1);
            assertThat(commands(server, request("whitelist")))
                    .containsExactly(
                            "NOOP",
                            "SET VARIABLE \"CALLGATE_STATUS\" \"ERROR\"",
                            "ANSWER",
                            "STREAM FILE \"callgate/busy\" \"\"");
            assertThat(call(server, Token.NONE)).containsEntry("CALLGATE_STATUS", "ERROR");
        }
    }

    @Test
    void who_sends_a_request_and_does_not_answer_holds_no_place() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (CallServer server = serve(0, Token.NONE, Duration.ofMinutes(1))) {
            for (int i = 0; i < 150; i++) {
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.port());
                silent.add(peer);
                peer.getOutputStream().write(request("whitelist").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(call(server, Token.NONE)).containsEntry("CALLGATE_STATUS", "GRANTED");
        } finally {
            for (Socket peer : silent) peer.close();
        }
    }

    @Test
    void a_call_that_takes_too_long_is_cut_off_and_its_place_is_free() throws Exception {
        try (CallServer server = serve(0, Token.NONE, Duration.ofSeconds(2))) {
            assertThat(commands(server, request("whitelist")))
                    .as("it answers and answers, and keys nothing")
                    .startsWith("NOOP", "ANSWER");
            await().until(() -> server.calls() == 0);
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                silent.getOutputStream()
                        .write((request("whitelist") + "200 result=0\n200 result=0\n")
                                .getBytes(StandardCharsets.UTF_8));
                assertThat(silent.getInputStream().readAllBytes())
                        .as("it is asked for its account until it is cut off")
                        .asString()
                        .startsWith("NOOP\nANSWER\n")
                        .doesNotContain("busy");
            }
            await().until(() -> server.calls() == 0);
            assertThat(call(server, Token.NONE)).containsEntry("CALLGATE_STATUS", "GRANTED");
        }
    }

    @Test
    void a_port_that_somebody_has_is_told_and_taken_as_soon_as_it_is_free() throws Exception {
        ServerSocket squatter = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (CallServer server = serve(squatter.getLocalPort(), Token.NONE, Duration.ofMinutes(1))) {
            assertThat(server.fault()).hasValueSatisfying(why -> assertThat(why)
                    .contains("cannot listen for FastAGI on ")
                    .contains("Address already in use")
                    .contains("the user mallory has it"));
            squatter.close();
            await().until(() -> server.fault().isEmpty());
            assertThat(call(server, Token.NONE)).containsEntry("CALLGATE_STATUS", "GRANTED");
        }
    }
}
