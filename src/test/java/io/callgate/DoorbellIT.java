package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Asterisk;
import io.callgate.testing.Callgate;
import io.callgate.testing.Knocker;
import io.callgate.testing.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A phone that is shut out tries to register at a real Asterisk; a call with account number, PIN and the last number of its
 * address lets it in, and it registers, from the same address and port.
 */
class DoorbellIT {

    private static final String PBX4 = "192.0.2.1";
    private static final String PBX6 = "2001:db8:1::1";

    /** Longer than any address here takes to be said, with the words before it. */
    private static final String LISTENS = ",".repeat(44);

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace outside;
    private Callgate callgate;
    private Asterisk asterisk;
    private Account ann;
    private Account bob;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "python3", "setsid", "chroot");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses(PBX4 + "/24", PBX6 + "/64").ip("route", "add", "203.0.113.0/24", "dev", "veth0");
        pbx.ip("route", "add", "2001:db8:2::/64", "dev", "veth0");
        outside.addresses("203.0.113.7/24", "2001:db8:2::7a/64", "2001:db8:2::7b/64")
                .ip("route", "add", "192.0.2.0/24", "dev", "veth0");
        outside.ip("route", "add", "2001:db8:1::/64", "dev", "veth0");
        callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n");
        callgate.run("migrate").orFail();
        callgate.start();
        ann = account("4711", "Ann", "1001");
        bob = account("4712", "Bob", "1002");
        asterisk = Asterisk.start(pbx, PBX4 + "," + PBX6);
    }

    private record Account(String login, String doorbell) {}

    private Account account(String number, String name, String extension) {
        String added = callgate.run("account", "add", number, "--name", name, "--email", "", "--extension", extension)
                .orFail()
                .output();
        return new Account(
                number + "#" + find("PIN: ([0-9]{6})", added) + "#", "tcp/" + find("doorbell: port ([0-9]+)", added));
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    @AfterEach
    void close() {
        if (asterisk != null) asterisk.close();
        if (callgate != null) callgate.close();
        outside.close();
        pbx.close();
    }

    private String why(String address) {
        return callgate.run("why", address).output();
    }

    /** All at once, each hears the address to its end and then keys the rest. */
    private void call(String... keys) {
        asterisk.call(List.of(keys), "--wait", "110000").orFail();
    }

    /** Keys that come too soon, on a busy machine, have the address said again. */
    private static String listening(Account caller, String keys) {
        return caller.login + (LISTENS + keys).repeat(2);
    }

    private void assertShutOut(String phone, String to) {
        assertThat(asterisk.register(outside, phone, to)).as("before the call").isFalse();
        // A ring alone lets nobody in.
        assertThat(why(phone)).doesNotContain("is let in");
    }

    private void assertLetIn(String phone, String to, String whose) {
        assertThat(why(phone)).contains("of " + whose + " by phone");
        assertThat(asterisk.register(outside, phone, to)).as("after the call").isTrue();
        assertThat(asterisk.log()).anyMatch(line -> line.contains("callgate: status GRANTED, address " + phone));
    }

    @Test
    void a_phone_that_was_dropped_registers_after_a_call_with_its_last_number() {
        assertShutOut("2001:db8:2::7a", PBX6);
        asterisk.call(List.of(ann.login + LISTENS + "1#"), "--hangup-after", "1000")
                .orFail();
        assertThat(why("2001:db8:2::7a")).as("anybody can name the extension").doesNotContain("is let in");
        call(listening(ann, "72#"));
        assertLetIn("2001:db8:2::7a", PBX6, "4711 (Ann)");
    }

    @Test
    void so_does_one_over_ipv4_and_where_a_browser_was_at_the_accounts_own_port() {
        assertShutOut("203.0.113.7", PBX4);
        try (Knocker browser = new Knocker(outside, PBX6)) {
            browser.send("2001:db8:2::7b", bob.doorbell);
            call(listening(ann, "7#"), listening(bob, "1"));
        }
        assertLetIn("203.0.113.7", PBX4, "4711 (Ann)");
        assertLetIn("2001:db8:2::7b", PBX6, "4712 (Bob)");
    }
}
