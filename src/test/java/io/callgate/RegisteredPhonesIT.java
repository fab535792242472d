package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Asterisk;
import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import io.callgate.testing.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What phones can do over flows that a real Asterisk keeps alive to them, and what a provider can that it registers at. One
 * Asterisk for all: it observes first, and is armed then.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegisteredPhonesIT {

    private static final String PROVIDER = "198.18.6.6";

    /** Answers every request with 200, and sends one of its own from the same port each time. */
    private static final String PROVIDES = """
            import socket, re
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("198.18.6.6", 5060))
            while True:
                got, whence = s.recvfrom(9999); t = got.decode()
                if not t.startswith("REGISTER"): continue
                line = lambda n: "".join(l + "\\r\\n" for l in t.split("\\r\\n") if l.lower().startswith(n))
                s.sendto(("SIP/2.0 200 OK\\r\\n" + line("via:") + line("from:") + line("to:")[:-2] + ";tag=p\\r\\n" + line("call-id:")
                    + line("cseq:") + line("contact:") + "Expires: 3600\\r\\nContent-Length: 0\\r\\n\\r\\n").encode(), whence)
                print("registered", flush=True)
            """;

    @TempDir
    static Path folder;

    private Namespace pbx;
    private Namespace outside;
    private Asterisk asterisk;
    private Callgate callgate;
    private Process provider;
    private Path certificate;

    @BeforeAll
    void open() throws IOException {
        Namespace.assumeAvailable("nft", "python3", "setsid", "chroot", "openssl");
        certificate = folder.resolve("tls.pem");
        Commands.run(List.of(
                        "sh",
                        "-c",
                        "cd " + folder
                                + " && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=pbx -keyout key -out"
                                + " cert && cat key cert > tls.pem"))
                .orFail();
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses("198.18.0.1/15", "fd18::1/64");
        outside.addresses("198.18.5.1/15", PROVIDER + "/15");
        for (int i = 2; i < 10; i++) outside.addresses("198.18.5." + i + "/15", "fd18::" + i + 0 + "/64");
        provider = outside.process("/usr/bin/python3", "-c", PROVIDES).start();
        callgate = new Callgate(pbx, folder, """
                [firewall]
                mode = "observe"
                [policy]
                allow = ["198.18.0.0/15", "fd18::/16"]
                [scan]
                ami = "127.0.0.1:5038"
                """);
        Path secrets = folder.resolve("secrets");
        Files.writeString(secrets, "ami.user=test\nami.password=test\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        callgate.run("migrate").orFail();
        callgate.start();
        asterisk = Asterisk.start(
                pbx, "198.18.0.1,fd18::1", "loopback=no", "qualify=2", "register=" + PROVIDER, "tls=" + certificate);
    }

    @AfterAll
    void close() {
        if (callgate != null) callgate.close();
        if (asterisk != null) asterisk.close();
        if (provider != null) provider.destroyForcibly();
        if (outside != null) outside.close();
        if (pbx != null) pbx.close();
    }

    private Phone phone(String address, String transport, String user) {
        String to = address.contains(":") ? "fd18::1" : "198.18.0.1";
        return new Phone(outside, address, to, transport, user, certificate);
    }

    @Test
    @Order(1)
    void who_is_registered_and_never_had_a_grant_is_listed_by_arm_and_stays_out() {
        try (Phone udp = phone("198.18.5.2", "udp", "1002");
                Phone tcp = phone("fd18::20", "tcp", "1002")) {
            assertThat(udp.register()).isEqualTo("200");
            assertThat(tcp.register()).isEqualTo("200");
            assertThat(tcp.registerOverTheKeepAlive()).isEqualTo("200");
            String listed = callgate.run("firewall", "contacts").output();
            assertThat(listed)
                    .contains("1002 at 198.18.5.2", "1002 at fd18::20")
                    .doesNotContain(PROVIDER);
            assertThat(callgate.run("doctor").output()).contains("1002 at 198.18.5.2");

            assertThat(callgate.run("firewall", "arm", "--force").output())
                    .contains("without a grant, to be shut out: 1002 at 198.18.5.2, 1002 at fd18::20");
            callgate.runOver("198.18.0.2 51001 198.18.0.1 22", "firewall", "confirm")
                    .orFail();
            assertThat(udp.registerOverTheKeepAlive()).isEqualTo("none");
            assertThat(tcp.registerOverTheKeepAlive()).isEqualTo("none");

            asterisk.restart();
            assertThat(asterisk.cli("pjsip", "show", "contacts")).contains("198.18.5.2");
            assertThat(udp.registerOverTheKeepAlive()).isEqualTo("none");
            assertThat(callgate.run("why", "198.18.5.2").output())
                    .contains("its answers to the PBX are dropped, too", "callgate firewall lift 198.18.5.2");
            callgate.run("add-ip", "carol", "198.18.5.2", "--services", "sip").orFail();
            assertThat(udp.register()).isEqualTo("200");
        }
    }

    @Order(2)
    @ParameterizedTest
    @CsvSource({"198.18.5.3, udp", "198.18.5.4, tcp", "198.18.5.5, tls", "fd18::30, udp", "fd18::40, tcp"})
    void a_phone_whose_grant_is_taken_away_is_out_whatever_the_pbx_keeps_alive(String address, String transport) {
        try (Phone phone = phone(address, transport, "1001")) {
            callgate.run("add-ip", "bob", address, "--services", "sip,rtp").orFail();
            assertThat(phone.register()).isEqualTo("200");
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("200");

            callgate.run("del-acct", "bob").orFail();
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("none");
            assertThat(phone.register()).isEqualTo("none");
        }
    }

    @Test
    @Order(3)
    void kill_9_and_a_lost_table_forget_nobody() {
        try (Phone phone = phone("198.18.5.6", "tcp", "1001")) {
            callgate.run("add-ip", "dan", "198.18.5.6", "--services", "sip").orFail();
            assertThat(phone.register()).isEqualTo("200");
            await().atMost(Duration.ofSeconds(30)).until(() -> judgedInBook().contains("198.18.5.6"));
            callgate.kill();
            pbx.run("nft", "delete", "table", "inet", "callgate");
            callgate.start();
            callgate.run("del-acct", "dan").orFail();
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("none");

            callgate.run("firewall", "lift", "198.18.5.6").orFail();
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("200");
            callgate.kill();
            callgate.start();
            assertThat(callgate.run("why", "198.18.5.6").output()).contains("may answer", "cli ");
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("200");
            callgate.run("firewall", "shut", "198.18.5.6").orFail();
            assertThat(phone.registerOverTheKeepAlive()).isEqualTo("none");
        }
    }

    private String judgedInBook() {
        return pbx.run("nft", "list", "set", "inet", "callgate", "judged4");
    }

    @Test
    @Order(4)
    void a_provider_that_the_pbx_registers_at_keeps_answering_whatever_becomes_of_a_grant_for_it() {
        registerAtProvider();
        callgate.run("add-ip", "eve", PROVIDER, "--services", "sip,rtp").orFail();
        // It calls, in a flow that it begins itself.
        outside.run(
                "/usr/bin/python3",
                "-c",
                "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('" + PROVIDER
                        + "', 5070)); s.sendto(b'OPTIONS sip:x@198.18.0.1 SIP/2.0\\r\\n\\r\\n', ('198.18.0.1', 5060))");
        callgate.run("del-acct", "eve").orFail();
        registerAtProvider();
        assertThat(callgate.run("why", PROVIDER).output()).contains("the PBX began flows to it by itself");
    }

    /** Asterisk's own registration, once more. */
    private void registerAtProvider() {
        asterisk.cli("pjsip", "send", "unregister", "provider");
        await().until(() -> asterisk.cli("pjsip", "show", "registrations").contains("Unregistered"));
        asterisk.cli("pjsip", "send", "register", "provider");
        await().until(() -> asterisk.cli("pjsip", "show", "registrations").matches("(?s).*\\bRegistered\\b.*"));
    }
}
