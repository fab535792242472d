package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Asterisk;
import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Asterisk that is open to everybody, attacked by sipp, heard of by its logs and by its events at once. */
class AttackIT {

    private static final List<String> TRESPASSERS = List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4");

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace outside;
    private Asterisk asterisk;
    private Callgate callgate;

    @BeforeEach
    void open() throws IOException {
        Namespace.assumeAvailable("nft", "python3", "setsid", "chroot");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses("192.0.2.1/24").ip("route", "add", "203.0.113.0/24", "dev", "veth0");
        for (int i = 1; i <= 9; i++) outside.addresses("203.0.113." + i + "/24");
        outside.ip("route", "add", "192.0.2.0/24", "dev", "veth0");
        asterisk = Asterisk.start(pbx, "192.0.2.1");
    }

    /** @param senses which logs, and whether the events */
    private void listen(String logs, boolean events) throws IOException {
        callgate = new Callgate(pbx, folder, """
                [firewall]
                mode = "enforce"
                open = ["sip"]
                [scan]
                logs = [%s]
                %s
                [jail]
                max-retry = 5
                """.formatted(logs, events ? "ami = \"127.0.0.1:5038\"" : ""));
        logInAs("test");
        callgate.run("migrate").orFail();
        callgate.start();
        if (events) await().until(() -> callgate.logged().contains("listens to the security events"));
    }

    private void logInAs(String user) throws IOException {
        Path secrets = folder.resolve("secrets");
        Files.writeString(secrets, "ami.user=" + user + "\nami.password=test\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    }

    private String quoted(String file) {
        return '"' + asterisk.log(file).toString() + '"';
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (asterisk != null) asterisk.close();
        outside.close();
        pbx.close();
    }

    private boolean isBanned(String address) {
        return pbx.run("nft", "list", "set", "inet", "callgate", "ban4").contains(address + " ");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void each_attacker_is_banned_after_five_attempts_and_not_before(boolean logs, boolean events) throws IOException {
        listen(logs ? quoted("messages.log") + ", " + quoted("security.log") : quoted("none.log"), events);
        asterisk.attack(outside, "203.0.113.1", "1001", 4, "u1");
        asterisk.attack(outside, "203.0.113.2", "9999", 4, "u1");
        asterisk.attack(outside, "203.0.113.3", "1002", 4, "t1");
        // What comes last says that all before it was judged.
        asterisk.attack(outside, "203.0.113.9", "1001", 9, "u1");
        await().until(() -> isBanned("203.0.113.9"));
        for (int i = 1; i <= 3; i++)
            assertThat(isBanned("203.0.113." + i)).as("attacker " + i).isFalse();

        asterisk.attack(outside, "203.0.113.1", "1001", 1, "u1");
        asterisk.attack(outside, "203.0.113.2", "9999", 1, "u1");
        asterisk.attack(outside, "203.0.113.3", "1002", 1, "t1");
        for (int i = 1; i <= 3; i++) {
            String attacker = "203.0.113." + i;
            await(attacker).until(() -> isBanned(attacker));
        }
        assertThat(callgate.run("why", "203.0.113.2").orFail().output()).contains("is shut out by ban", "by scanner");
    }

    @Test
    void a_user_of_ami_hears_of_his_own_login_or_is_said_to_be_told_nothing() throws IOException {
        listen("", true);
        await().until(() ->
                callgate.run("status").output().matches("(?s).*AMI [0-9.]+: connected since \\S+, [1-9].*"));
        assertThat(callgate.run("status").output()).doesNotContain("of no security event");

        callgate.close();
        logInAs("deaf");
        callgate.start();
        await().until(() -> callgate.run("status").output().contains("it tells the user deaf of no security event"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void who_an_access_list_refuses_is_banned_after_five_attempts_and_not_before(boolean logs, boolean events)
            throws IOException {
        listen(logs ? quoted("messages.log") + ", " + quoted("security.log") : quoted("none.log"), events);
        trespass(4);
        asterisk.attack(outside, "203.0.113.9", "1001", 9, "u1");
        await().until(() -> isBanned("203.0.113.9"));
        for (String trespasser : TRESPASSERS)
            assertThat(isBanned(trespasser)).as(trespasser).isFalse();

        trespass(1);
        for (String trespasser : TRESPASSERS) await(trespasser).until(() -> isBanned(trespasser));
    }

    /** By the endpoint's list and its contacts', over UDP and TCP. */
    private void trespass(int times) {
        asterisk.trespass(outside, TRESPASSERS.get(0), "1003", times, "u1");
        asterisk.trespass(outside, TRESPASSERS.get(1), "1003", times, "t1");
        asterisk.trespass(outside, TRESPASSERS.get(2), "1004", times, "u1");
        asterisk.trespass(outside, TRESPASSERS.get(3), "1004", times, "t1");
    }

    @Test
    void a_granted_phone_with_an_old_password_stays_in_and_is_told_of() throws IOException {
        listen(quoted("messages.log") + ", " + quoted("security.log"), true);
        callgate.run("add-ip", "office", "203.0.113.5", "--services", "sip,rtp").orFail();
        asterisk.attack(outside, "203.0.113.5", "1001", 12, "u1");
        await().until(() -> callgate.run("list", "events").output().contains("granted_fails"));
        assertThat(isBanned("203.0.113.5")).isFalse();
        assertThat(asterisk.register(outside, "203.0.113.5")).isTrue();
        assertThat(callgate.run("list", "bans").output()).contains("nobody is banned");

        callgate.run("del-acct", "office").orFail();
        asterisk.attack(outside, "203.0.113.5", "1001", 5, "u1");
        await().until(() -> isBanned("203.0.113.5"));
    }
}
