package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets before and after the commands of the packaged program, IPv4 and IPv6, addresses and ranges. */
class WhitelistIT {

    private static final int SHUT_MILLIS = 400;

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace far;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        far = Namespace.create("far");
        pbx.connect(far);
        pbx.addresses("192.0.2.1/24", "2001:db8::1/64");
        far.addresses("192.0.2.10/24", "192.0.2.20/24", "2001:db8::10/64", "2001:db8::20/64");
        callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n");
        callgate.run("migrate").orFail();
        callgate.start();
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (far != null) far.close();
        if (pbx != null) pbx.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.10,192.0.2.10,192.0.2.20,192.0.2.1",
        "192.0.2.8/29,192.0.2.10,192.0.2.20,192.0.2.1",
        "2001:db8::10,2001:db8::10,2001:db8::20,2001:db8::1",
        "2001:db8::10/124,2001:db8::10,2001:db8::20,2001:db8::1"
    })
    void an_entry_opens_its_services_for_its_addresses_alone_until_it_is_deleted(
            String entry, String within, String outside, String to) throws IOException {
        assertThat(passes(within, to, 22)).as("before").isFalse();

        callgate.run("add-ip", "office", entry, "--services", "ssh,sip_udp").orFail();
        assertThat(passes(within, to, 22)).as("what it opens").isTrue();
        assertThat(passes(within, to, 80)).as("another service").isFalse();
        assertThat(passes(within, to, 5060)).as("the other half of SIP").isFalse();
        assertThat(passes(outside, to, 22)).as("another address").isFalse();

        callgate.run("del-acct", "office").orFail();
        assertThat(passes(within, to, 22)).as("after").isFalse();
    }

    @Test
    void a_connection_that_is_open_is_cut_when_its_entry_is_deleted() throws IOException {
        callgate.run("add-ip", "office", "192.0.2.10", "--services", "ssh").orFail();
        try (ServerSocket server = listen("192.0.2.1", 22);
                Socket client = socket("192.0.2.10")) {
            client.connect(new InetSocketAddress("192.0.2.1", 22), 5000);
            try (Socket accepted = server.accept()) {
                client.getOutputStream().write(1);
                accepted.setSoTimeout(5000);
                assertThat(accepted.getInputStream().read()).isEqualTo(1);

                callgate.run("del-acct", "office").orFail();
                client.getOutputStream().write(2);
                accepted.setSoTimeout(2 * SHUT_MILLIS);
                assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void what_was_imported_is_open_and_stays_so_on_another_book() throws IOException {
        Path rules = Files.writeString(
                folder.resolve("rules.v4"),
                "# // New entry for ann.iptables\n-A INPUT -p tcp -m multiport -s 192.0.2.10 --dports 22,9022 -j ACCEPT\n"
                        + "# // End entry for ann.iptables\n");
        callgate.run("import", "tm3", rules.toString()).orFail();
        assertThat(passes("192.0.2.10", "192.0.2.1", 22)).isFalse();
        callgate.run("import", "tm3", rules.toString(), "--apply").orFail();
        assertThat(passes("192.0.2.10", "192.0.2.1", 22)).isTrue();

        String file = folder.resolve("book.toml").toString();
        callgate.run("export", file).orFail();
        callgate.run("del-acct", "ann").orFail();
        assertThat(passes("192.0.2.10", "192.0.2.1", 22)).isFalse();
        callgate.run("import", "book", file, "--apply").orFail();
        assertThat(passes("192.0.2.10", "192.0.2.1", 22)).isTrue();
    }

    private boolean passes(String from, String to, int port) throws IOException {
        try (ServerSocket server = listen(to, port);
                Socket client = socket(from)) {
            client.connect(new InetSocketAddress(to, port), SHUT_MILLIS);
            return server.isBound();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private ServerSocket listen(String address, int port) {
        return pbx.call(() -> new ServerSocket(port, 5, InetAddress.getByName(address)));
    }

    private Socket socket(String address) {
        return far.call(() -> {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return socket;
        });
    }
}
