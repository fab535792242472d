package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands.Result;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arming the packaged program on a box that is reached from outside. */
class ArmIT {

    private static final String ARMING = "198.18.0.2 51000 198.18.0.1 22";
    private static final String LATER = "198.18.0.2 51001 198.18.0.1 22";

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace outside;
    private ServerSocket server;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses("198.18.0.1/15");
        outside.addresses("198.18.0.2/15");
        server = pbx.call(() -> new ServerSocket(22));
        callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"observe\"\n[mail]\nadmins = [\"a@pbx.example\"]\n");
        callgate.run("migrate").orFail();
        callgate.start();
    }

    @AfterEach
    void close() throws IOException {
        if (callgate != null) callgate.close();
        if (server != null) server.close();
        if (outside != null) outside.close();
        if (pbx != null) pbx.close();
    }

    /** Bound at once, and so made outside. */
    private Socket socket() {
        return outside.call(() -> {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress("198.18.0.2", 0));
            return socket;
        });
    }

    private boolean isLetIn() throws IOException {
        try (Socket client = socket()) {
            client.connect(new InetSocketAddress("198.18.0.1", 22), 400);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void what_is_not_confirmed_is_rolled_back_after_kill_9_of_all_that_callgate_runs() throws IOException {
        assertThat(isLetIn()).isTrue();
        callgate.run("firewall", "arm", "--confirm-within", "10s", "--force").orFail();
        callgate.kill();

        assertThat(isLetIn()).isFalse();
        await().until(this::isLetIn);
        // The command looks at the book itself, because nothing runs.
        assertThat(callgate.run("status").output()).contains("rolled back at", "not confirmed in time");
        callgate.start();
        assertThat(isLetIn()).isTrue();
        await().until(() -> callgate.run("list", "events").output().contains("not confirmed in time"));
        assertThat(callgate.run("firewall", "confirm").output()).contains("was rolled back");
    }

    @Test
    void what_is_confirmed_over_a_new_connection_stays_over_restarts_and_boots() throws IOException {
        callgate.runOver(ARMING, "firewall", "arm", "--confirm-within", "10m", "--force")
                .orFail();
        Result same = callgate.runOver(ARMING, "firewall", "confirm");
        assertThat(same.exit()).isEqualTo(1);
        assertThat(same.output()).contains("198.18.0.2 port 51000", "open before arming");
        callgate.kill();
        callgate.start();
        assertThat(callgate.run("status").output()).contains("ON TRIAL until");
        assertThat(isLetIn()).isFalse();

        callgate.runOver(LATER, "firewall", "confirm").orFail();
        callgate.kill();
        callgate.start();
        assertThat(callgate.run("status").output()).contains("mode      enforce\n");
        assertThat(isLetIn()).isFalse();
        assertThat(verdictAtBoot()).contains("drop comment \"enforce\"");

        callgate.run("firewall", "observe").orFail();
        assertThat(isLetIn()).isTrue();
        assertThat(verdictAtBoot()).contains("accept comment \"observe\"");
    }

    /** What becomes of strangers on another box that starts with these files. */
    private String verdictAtBoot() {
        try (Namespace box = Namespace.create("boot")) {
            box.run(
                    Path.of("target/callgate/bin/callgate-boot")
                            .toAbsolutePath()
                            .toString(),
                    folder.toString());
            return box.run("nft", "list", "chain", "inet", "callgate", "verdict");
        }
    }

    @Test
    void arming_is_refused_while_it_would_cut_somebody_off() throws IOException {
        try (Socket session = socket()) {
            session.connect(new InetSocketAddress("198.18.0.1", 22), 1000);

            Result refused = callgate.run("firewall", "arm");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.output()).contains("198.18.0.2 (port 22) has no grant", "firewall.lan", "--force");
            assertThat(isLetIn()).isTrue();
        }
        await().until(() -> callgate.run("firewall", "arm").exit() == 0);
        assertThat(isLetIn()).isFalse();
    }
}
