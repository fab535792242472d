package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.agi.call.CallScript;
import io.callgate.agi.call.Prompts;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can connect and says nothing, or next to nothing, does not keep callers out, nor fill the log. */
class SilentPeersTest {

    @TempDir
    Path folder;

    private final List<Socket> peers = new ArrayList<>();
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
    void close() throws IOException {
        for (Socket peer : peers) peer.close();
        server.close();
        logins.close();
        box.close();
        traces.close();
    }

    private Socket connect() throws IOException {
        Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.port());
        peers.add(peer);
        return peer;
    }

    private Map<String, String> call() throws Exception {
        TerminalPhone phone = new TerminalPhone(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                "1",
                Prompts.of("en"),
                new GivenKeys("1001#483920#203*0*113*7#1"),
                words -> {});
        return phone.call();
    }

    /** Idle, in the middle of a request, and with their own side ended. */
    private void fill(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            Socket peer = connect();
            if (i % 3 > 0) peer.getOutputStream().write("agi_network: yes\n".getBytes(StandardCharsets.UTF_8));
            if (i % 3 > 1) peer.shutdownOutput();
        }
    }

    @Test
    void two_thousand_connections_that_are_no_calls_keep_nobody_out_take_no_thread_and_fill_no_log() throws Exception {
        int threads = Thread.activeCount();
        fill(2_000);
        for (int i = 0; i < 5; i++) assertThat(call()).containsKey("CALLGATE_STATUS");
        assertThat(Thread.activeCount()).isLessThan(threads + 20);
        for (Socket peer : peers) if (!peer.isOutputShutdown()) assertCutOff(peer);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("call")));
        assertThat(traces.records()).as("no stack trace").isEmpty();
        assertThat(traces.lines()).as("lines in the log").hasSizeLessThan(10);
    }

    private static void assertCutOff(Socket peer) throws IOException {
        peer.setSoTimeout(20_000);
        try {
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void a_request_that_trickles_is_cut_off() throws Exception {
        Socket slow = connect();
        await().until(() -> {
            try {
                slow.getOutputStream().write("agi_x: y\n".getBytes(StandardCharsets.UTF_8));
                return false;
            } catch (IOException e) {
                return true;
            }
        });
        assertThat(traces.records()).as("no stack trace").isEmpty();
    }

    @Test
    void a_connection_that_breaks_within_its_request_leaves_no_stack_trace() throws Exception {
        for (int i = 0; i < 20; i++) {
            Socket peer = connect();
            peer.getOutputStream().write("agi_network: yes\n".getBytes(StandardCharsets.UTF_8));
            peer.setSoLinger(true, 0);
            peer.close();
        }
        assertThat(call()).containsEntry("CALLGATE_STATUS", "GRANTED");
        assertThat(traces.records()).as("no stack trace").isEmpty();
    }
}
