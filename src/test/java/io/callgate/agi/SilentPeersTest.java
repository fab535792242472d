package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.gate.Doorbell;
import io.callgate.gate.Logins;
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
                new CallScript(box.gate, logins, Doorbell.SILENT, 100));
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

    @Test
    void more_silent_connections_than_threads_keep_nobody_out_for_long() throws Exception {
        for (int i = 0; i < 1_100; i++) connect();
        await().ignoreExceptions().until(() -> "GRANTED".equals(call().get("CALLGATE_STATUS")));
        assertThat(traces.records()).as("no stack trace").isEmpty();
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
