package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bans and grants over restarts: no packet of the banned gets in, and none of the granted is lost. */
class RestartIT {

    private static final int BANS = 10_000;

    @TempDir
    Path folder;

    private final AtomicBoolean done = new AtomicBoolean();

    /** A thousand packets a second from one address to the SIP port of the PBX; how many were sent. */
    private CompletableFuture<Integer> probe(Namespace from, String address, int port) {
        DatagramSocket socket = from.call(() -> new DatagramSocket(new InetSocketAddress(address, 0)));
        return from.start("probes", () -> {
            byte[] bytes = {'p'};
            int sent = 0;
            for (; !done.get(); sent++) {
                socket.send(new DatagramPacket(bytes, 1, new InetSocketAddress("192.0.2.1", port)));
                LockSupport.parkNanos(900_000);
            }
            return sent;
        });
    }

    private static AtomicInteger count(Namespace at, int port) {
        AtomicInteger arrived = new AtomicInteger();
        DatagramSocket socket = at.call(() -> new DatagramSocket(new InetSocketAddress("192.0.2.1", port)));
        at.start("counts", () -> {
            socket.setSoTimeout(60_000);
            while (true) {
                try {
                    socket.receive(new DatagramPacket(new byte[10], 10));
                    arrived.incrementAndGet();
                } catch (SocketTimeoutException e) {
                    return null;
                }
            }
        });
        return arrived;
    }

    @Test
    void ten_thousand_bans_and_a_grant_hold_over_stops_kills_and_starts() throws Exception {
        Namespace.assumeAvailable("nft");
        try (Namespace pbx = Namespace.create("pbx");
                Namespace outside = Namespace.create("out")) {
            Callgate callgate = new Callgate(pbx, folder, """
                        [firewall]
                        mode = "enforce"
                        open = ["sip"]
                        [policy]
                        allow = ["198.18.0.0/15"]
                        """);
            pbx.connect(outside);
            pbx.addresses("192.0.2.1/24").ip("route", "add", "198.18.0.0/15", "dev", "veth0");
            outside.addresses("198.18.0.7/15", "198.19.0.7/15").ip("route", "add", "192.0.2.0/24", "dev", "veth0");
            callgate.run("migrate").orFail();
            ban(callgate.databaseUrl());
            callgate.start();
            callgate.run("add-ip", "phone", "198.19.0.7", "--services", "ssh,iax")
                    .orFail();

            AtomicInteger leaked = count(pbx, 5060);
            AtomicInteger passed = count(pbx, 4569);
            CompletableFuture<Integer> banned = probe(outside, "198.18.0.7", 5060);
            CompletableFuture<Integer> granted = probe(outside, "198.19.0.7", 4569);
            callgate.close();
            callgate.start();
            callgate.kill();
            callgate.start();
            callgate.run("firewall", "restore").orFail();
            callgate.close();
            done.set(true);

            int sent = granted.join();
            await().untilAsserted(() -> assertThat(passed).hasValue(sent));
            assertThat(banned.join()).isGreaterThan(1000);
            assertThat(leaked).hasValue(0);
            assertThat(pbx.run("nft", "list", "set", "inet", "callgate", "ban4").split("198\\.18\\.", -1))
                    .hasSize(BANS + 1);
        }
    }

    @Test
    void a_flushed_ruleset_is_mended_under_traffic_and_told_of() throws Exception {
        Namespace.assumeAvailable("nft");
        try (Namespace pbx = Namespace.create("pbx");
                Namespace outside = Namespace.create("out")) {
            Callgate callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n");
            pbx.connect(outside);
            pbx.addresses("192.0.2.1/24");
            outside.addresses("192.0.2.2/24");
            callgate.run("migrate").orFail();
            callgate.start();
            AtomicInteger leaked = count(pbx, 5060);
            CompletableFuture<Integer> stranger = probe(outside, "192.0.2.2", 5060);
            pbx.run("nft", "flush", "ruleset");
            await().until(() -> pbx.run("nft", "list", "tables").contains("inet callgate"));
            await().until(() -> callgate.run("list", "events").output().contains("firewall_mended"));
            int until = leaked.get();
            await().until(() -> pbx.run("nft", "list", "counter", "inet", "callgate", "closed")
                    .matches("(?s).*packets [1-9][0-9]{2,}.*"));
            done.set(true);
            assertThat(stranger.join()).isGreaterThan(until);
            // What got in while there were no rules, and nothing afterwards.
            assertThat(leaked.get()).isEqualTo(until);
            System.out.println(
                    "restart: " + until + " packets of a stranger got in at 1 kHz while the ruleset was flushed");
            callgate.close();
        }
    }

    private static void ban(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO ban (address, origin, ends_at) VALUES (?, 'scanner', CAST(strftime('%s', 'now') AS"
                                + " INTEGER) + 86400)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < BANS; i++) {
                insert.setString(1, "198.18." + (i >> 8) + "." + (i & 255));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
