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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A phone that is shut out tries to register at a real Asterisk; a call with account number, PIN and 1 lets it in, and it
 * registers, from the same address and port.
 */
class DoorbellIT {

    private static final String PBX4 = "192.0.2.1";
    private static final String PBX6 = "2001:db8:1::1";

    /** As long as an address takes to be said, and not so long that it is said again. */
    private static final String LISTENS = ",".repeat(28);

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace outside;
    private Callgate callgate;
    private Asterisk asterisk;
    private String pin;
    private int doorbell;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "python3", "setsid", "chroot");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses(PBX4 + "/24", PBX6 + "/64").ip("route", "add", "203.0.113.0/24", "dev", "veth0");
        pbx.ip("route", "add", "2001:db8:2::/64", "dev", "veth0");
        outside.addresses("203.0.113.7/24", "2001:db8:2::7a/64").ip("route", "add", "192.0.2.0/24", "dev", "veth0");
        outside.ip("route", "add", "2001:db8:1::/64", "dev", "veth0");
        callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n");
        callgate.run("migrate").orFail();
        callgate.start();
        String added = callgate.run("account", "add", "4711", "--name", "Ann", "--email", "", "--extension", "1001")
                .orFail()
                .output();
        pin = find("PIN: ([0-9]{6})", added);
        doorbell = Integer.parseInt(find("doorbell: port ([0-9]+)", added));
        asterisk = Asterisk.start(pbx, PBX4 + "," + PBX6);
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

    /** Hears the address to its end, and then keys. */
    private void call(String keys) {
        asterisk.call(List.of("4711#" + pin + "#" + LISTENS + keys)).orFail();
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7, " + PBX4, "2001:db8:2::7a, " + PBX6})
    void a_phone_that_was_dropped_registers_after_a_call_with_1(String phone, String to) {
        assertThat(asterisk.register(outside, phone, to)).as("before the call").isFalse();
        // A ring alone lets nobody in.
        assertThat(why(phone)).doesNotContain("is let in");
        call("1");
        assertThat(why(phone)).contains("of 4711 (Ann) by phone");
        assertThat(asterisk.register(outside, phone, to)).as("after the call").isTrue();
        assertThat(asterisk.log()).anyMatch(line -> line.contains("callgate: status GRANTED, address " + phone));
    }

    @Test
    void a_browser_at_the_accounts_own_port_rings_too() {
        String phone = "2001:db8:2::7a";
        try (Knocker browser = new Knocker(outside, PBX6)) {
            browser.send(phone, "tcp/" + doorbell);
            call("1");
        }
        assertThat(why(phone)).contains("of 4711 (Ann) by phone");
        assertThat(asterisk.register(outside, phone, PBX6)).isTrue();
    }
}
