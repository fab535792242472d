package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.agi.call.CallScript;
import io.callgate.agi.call.Prompts;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever connects and whatever it sends: nothing is granted, no stack trace is logged, and the next call is served. */
class AgiFuzzTest {

    private static final String REQUEST =
            "agi_network: yes\nagi_network_script: whitelist\nagi_request: agi://x/whitelist\n\n";

    private static final String[] PIECES = {
        "agi_network: yes\n",
        "agi_network_script: whitelist\n",
        "agi_request: agi://x/whitelist\n",
        "agi_request: \n",
        "agi_request: agi://127.0.0.1/../../etc/passwd\n",
        "agi_callerid: ",
        "agi_priority: x\n",
        "agi_callingpres: 99999999999\n",
        "agi_enhanced: \n",
        "agi_arg_1: %n%s\n",
        "agi_arg_x: 1\n",
        ":\n",
        ": \n",
        "=\n",
        "\n",
        "\n\n",
        "200 result=0\n",
        "200 result=1\n",
        "200 result=-1\n",
        "200 result=1001 (timeout)\n",
        "200 result= (timeout)\n",
        "200 result\n",
        "200\n",
        "2",
        "100 Trying\n",
        "510 Invalid or unknown command\n",
        "511 Command Not Permitted\n",
        "520-Usage\nx\n520 End\n",
        "HANGUP\n",
        "HANGUP200 result=0\n",
        "\u0000",
        "\ud83d\ude00",
        "\r\n",
        "agi_request: agi://x/whitelist?a=%zz&b\n",
    };

    @TempDir
    Path folder;

    private final Traces traces = new Traces();
    private Box box;
    private Logins logins;
    private CallServer server;

    @BeforeEach
    void open() throws IOException {
        box = new Box(folder);
        box.account("1001", "483920");
        logins = new Logins(box.gate, 2);
        server = new CallServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                100,
                new CallScript(box.gate, logins, Doorbell.SILENT));
    }

    @AfterEach
    void close() {
        server.close();
        logins.close();
        box.close();
        traces.close();
    }

    /** Sends it all, and reads until the server closes, or for a second at most. */
    private void send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(1_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            byte[] heard = new byte[4096];
            while (in.read(heard) >= 0) continue;
        } catch (IOException e) {
            assertThat(e)
                    .as("the server may close in the middle, and nothing else")
                    .isInstanceOf(java.net.SocketException.class);
        }
    }

    private void assertUnharmed() throws Exception {
        assertThat(box.grants()).isEmpty();
        assertThat(traces.records()).as("no stack trace").isEmpty();
        TerminalPhone phone = new TerminalPhone(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                "1",
                Prompts.of("en"),
                new GivenKeys("1001#483920#203*0*113*7#1"),
                words -> {});
        assertThat(phone.call()).containsEntry("CALLGATE_STATUS", "GRANTED");
    }

    @Test
    void pieces_of_the_protocol_in_any_order_do_no_harm() throws Exception {
        Random random = new Random(4573);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "" : REQUEST);
            int pieces = random.nextInt(25);
            for (int k = 0; k < pieces; k++) text.append(PIECES[random.nextInt(PIECES.length)]);
            send(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        assertUnharmed();
    }

    @Test
    void random_bytes_do_no_harm() throws Exception {
        Random random = new Random(864);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            send(bytes);
        }
        assertUnharmed();
    }

    @Test
    void replies_that_are_random_bytes_do_no_harm() throws Exception {
        Random random = new Random(911);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder(REQUEST);
            for (int k = 0; k < 20; k++) {
                String garbage = random.ints(random.nextInt(12), 32, 127)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                text.append(random.nextBoolean() ? "200 result=" : "")
                        .append(garbage)
                        .append('\n');
            }
            send(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        assertUnharmed();
    }

    @Test
    void endless_lines_and_endless_requests_are_cut_off() throws Exception {
        send(new byte[50_000_000]);
        send("agi_x: y\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        assertUnharmed();
    }
}
