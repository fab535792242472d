package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import io.callgate.store.JdbcStore;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.DnsServer;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/** Host names from a name server to the kernel's sets, by the packaged program. */
class NamesIT {

    private static final String HOST = "phone.example.org";

    @TempDir
    Path folder;

    private Namespace pbx;
    private DnsServer server;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("names");
        server = pbx.call(DnsServer::new);
        callgate = new Callgate(pbx, folder, """
                [firewall]
                mode = "enforce"
                [agi]
                listen = "127.0.0.1:4573"
                [names]
                servers = ["%s"]
                min-refresh = "1s"
                """.formatted(server.text()));
        callgate.run("migrate").orFail();
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (server != null) server.close();
        if (pbx != null) pbx.close();
    }

    private String set(String name) {
        return pbx.run("nft", "list", "set", "inet", "callgate", name);
    }

    @Test
    void the_kernel_follows_a_name_through_changes_failures_lies_and_kills() {
        server.has(HOST, 1, "203.0.113.7", "2001:db8::7");
        callgate.start();
        callgate.run("add-fqdn", "bob", HOST).orFail();
        assertThat(set("allow4_sip")).contains("203.0.113.7");
        assertThat(set("allow6_sip")).contains("2001:db8::7");

        server.has(HOST, 1, "203.0.113.8", "2001:db8::8");
        await().untilAsserted(() -> {
            assertThat(set("allow4_sip")).contains("203.0.113.8").doesNotContain("203.0.113.7");
            assertThat(set("allow6_sip")).contains("2001:db8::8").doesNotContain("2001:db8::7");
        });

        server.fails(HOST, Rcode.SERVFAIL);
        await().until(() -> callgate.run("status").output().contains("silent"));
        callgate.kill();
        callgate.start();
        assertThat(set("allow4_sip")).contains("203.0.113.8");
        assertThat(callgate.run("status").output()).contains("the server says SERVFAIL");

        server.has(HOST, 1, "127.0.0.1", "203.0.113.8");
        await().until(() -> callgate.run("status").output().contains("127.0.0.1 is never granted"));
        assertThat(set("allow4_sip")).contains("203.0.113.8").doesNotContain("127.0.0.1");
        assertThat(callgate.logged()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void without_servers_of_its_own_those_of_the_system_are_asked() throws IOException {
        Path resolv = Files.writeString(folder.resolve("resolv.conf"), "search example.net\nnameserver 127.0.0.1\n");
        Path config = Files.writeString(
                folder.resolve("system.toml"),
                "database.url = \"" + callgate.databaseUrl() + "\"\ncontrol.socket = \"" + folder + "/system.sock\"\n");
        try (DnsServer system = pbx.call(() -> new DnsServer(53))) {
            system.has(HOST, 60, "203.0.113.7");
            // The mount is seen by this process alone: ip netns exec has made a mount namespace for it.
            String added = Commands.run(
                            pbx.process(
                                    "sh",
                                    "-c",
                                    "mount --bind \"$0\" /etc/resolv.conf && exec target/callgate/bin/callgate \"$@\"",
                                    resolv.toString(),
                                    "--config",
                                    config.toString(),
                                    "add-fqdn",
                                    "bob",
                                    HOST),
                            60)
                    .orFail()
                    .output();
            assertThat(added).contains("bob lets phone.example.org in, to rtp,sip: 203.0.113.7");
        }
    }

    @Test
    void two_hundred_names_with_twenty_dead_are_in_the_kernel_within_five_seconds_of_the_start() {
        try (JdbcStore store = JdbcStore.open(new DatabaseUrl(callgate.databaseUrl()), InstantSource.system())) {
            store.write(book -> {
                for (int i = 0; i < 200; i++) {
                    String host = "n" + i + ".example.org";
                    if (i < 20) server.silent(host);
                    else server.has(host, 300, "203.0.113." + i, "2001:db8::" + Integer.toHexString(i));
                    book.addHost(
                            new Owner("n" + i),
                            Origin.HOSTNAME,
                            new HostName(host),
                            Services.of("sip", "rtp"),
                            Instant.parse("2026-11-24T12:00:00Z"),
                            "");
                }
            });
        }
        Instant before = Instant.now();
        callgate.start();
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            String v4 = set("allow4_rtp");
            String v6 = set("allow6_rtp");
            return v4.split("203\\.0\\.113\\.").length == 181 && v6.split("2001:db8::").length == 181;
        });
        System.out.println("180 of 200 names were in the kernel "
                + Duration.between(before, Instant.now()).toMillis() + " ms after the program was started");
        await().until(() -> callgate.run("status").output().contains("200 followed, 20 NOT CURRENT"));
        assertThat(callgate.run("status").output()).contains("and 10 more; see callgate list names");
        callgate.close();
        assertThat(callgate.logged()).doesNotContain("\tat ").doesNotContain("Exception");
    }
}
