package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Knocker;
import io.callgate.testing.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program behind its closed firewall, knocked at with the tools that users have, and scanned. */
class KnockIT {

    private static final String PBX = "192.0.2.1";

    @TempDir
    Path folder;

    private Namespace pbx;
    private Namespace outside;
    private Callgate callgate;
    private Knocker knocker;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "knock", "nmap", "nc", "oathtool");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses(PBX + "/24", "2001:db8:1::1/64").ip("route", "add", "203.0.113.0/24", "dev", "veth0");
        pbx.ip("route", "add", "2001:db8:2::/64", "dev", "veth0");
        for (int i = 1; i <= 9; i++) outside.addresses("203.0.113." + i + "/24");
        outside.addresses("2001:db8:2::7/64").ip("route", "add", "192.0.2.0/24", "dev", "veth0");
        outside.ip("route", "add", "2001:db8:1::/64", "dev", "veth0");
        knocker = new Knocker(outside, PBX);
        start("enforce", "4h");
    }

    private void start(String mode, String grantFor, String... more) {
        String knock = "[knock]\ngrant-for = \"" + grantFor + "\"\n" + String.join("\n", more);
        callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"" + mode + "\"\n" + knock + "\n");
        callgate.run("migrate").orFail();
        callgate.start();
        await().until(() -> callgate.run("status").output().contains("strangers "));
    }

    @AfterEach
    void close() {
        knocker.close();
        if (callgate != null) callgate.close();
        outside.close();
        pbx.close();
    }

    private List<String> rotate(String... options) {
        callgate.run(Stream.concat(Stream.of("knock", "rotate"), Stream.of(options))
                        .toArray(String[]::new))
                .orFail();
        return knocks(options.length > 0 && options[0].matches("[0-9]+") ? options[0] : null)
                .get(0);
    }

    /** Of each sequence that opens at the moment. */
    private List<List<String>> knocks(String account) {
        String json = (account == null
                        ? callgate.run("knock", "show", "--json")
                        : callgate.run("knock", "show", account, "--json"))
                .orFail()
                .output();
        List<List<String>> all = new ArrayList<>();
        Matcher sequences = Pattern.compile("\"knocks\":\\[([^]]*)]").matcher(json);
        while (sequences.find())
            all.add(List.of(sequences.group(1).replace("\"", "").split(",")));
        return all;
    }

    private boolean isIn(String address) {
        String set = address.contains(":") ? "allow6_sip" : "allow4_sip";
        return pbx.run("nft", "list", "set", "inet", "callgate", set).contains(address + " ");
    }

    private void assertLetIn(String address) {
        await(address).until(() -> isIn(address));
    }

    /** What comes after it from elsewhere and lets in, says that all before it was looked at. */
    private void assertStaysOut(String address, List<String> key) {
        knocker.hush();
        knocker.send("203.0.113.9", key);
        assertLetIn("203.0.113.9");
        assertThat(isIn(address)).as(address).isFalse();
        knocker.hush();
        callgate.run("del-acct", "knock").orFail();
    }

    /** A command of the card, by the words before and after it. */
    private String command(String after) {
        String shown = callgate.run("knock", "show", "--host", PBX).orFail().output();
        int begin = shown.indexOf("\n\n", shown.indexOf(after)) + 2;
        return shown.substring(begin, shown.indexOf("\n\n", begin)).strip();
    }

    private void runOutside(String command) {
        Commands.run(outside.process("sh", "-c", command), 60);
    }

    @Test
    void the_commands_of_the_card_open() {
        // Whatever address the kernel chooses: the first.
        String first = "203.0.113.1";
        for (String tool : List.of("with knock", "With nmap", "With nc")) {
            rotate();
            runOutside(command(tool));
            await(tool).until(() -> isIn(first));
            assertThat(callgate.run("why", first).orFail().output()).contains("of knock by knock", "rtp,sip");
            callgate.run("del-acct", "knock").orFail();
            await().until(() -> !isIn(first));
        }
    }

    @Test
    void ipv6_and_both_protocols_open() {
        try (Knocker six = new Knocker(outside, "2001:db8:1::1")) {
            for (String protocol : List.of("tcp", "udp")) {
                six.send("2001:db8:2::7", rotate("--protocol", protocol, "--ports", "8"));
                assertLetIn("2001:db8:2::7");
                callgate.run("del-acct", "knock").orFail();
            }
        }
    }

    @Test
    void doubled_packets_and_those_of_others_in_between_do_no_harm() {
        List<String> key = rotate("--ports", "5");
        for (String knock : key) {
            knocker.send("203.0.113.1", knock);
            knocker.send("203.0.113.2", "tcp/4444");
            knocker.send("203.0.113.1", knock);
            knocker.send("203.0.113.3", key.get(0));
            // The user's phone behind the same address.
            knocker.send("203.0.113.1", "udp/5060");
        }
        assertLetIn("203.0.113.1");
        assertThat(isIn("203.0.113.2") || isIn("203.0.113.3")).isFalse();
    }

    private long packetsSeen() {
        Matcher packets = Pattern.compile("(\\d+) packets looked at")
                .matcher(callgate.run("status").orFail().output());
        assertThat(packets.find()).isTrue();
        return Long.parseLong(packets.group(1));
    }

    @Test
    void what_the_knockers_kernel_sends_again_in_between_does_no_harm() {
        List<String> key = rotate("--protocol", "tcp");
        long before = packetsSeen();
        knocker.send("203.0.113.1", key.get(0));
        knocker.send("203.0.113.1", key.get(1));
        // Both are sent again after a second, the first one behind the second.
        await().until(() -> packetsSeen() >= before + 4);
        knocker.send("203.0.113.1", key.subList(2, key.size()));
        assertLetIn("203.0.113.1");
    }

    @Test
    void the_wrong_order_and_another_port_in_between_open_nothing() {
        List<String> key = rotate("--protocol", "udp");
        List<String> backwards = new ArrayList<>(key);
        Collections.reverse(backwards);
        knocker.send("203.0.113.1", backwards);
        assertStaysOut("203.0.113.1", key);
        knocker.send("203.0.113.1", List.of(key.get(0), key.get(1), "udp/1", key.get(2)));
        assertStaysOut("203.0.113.1", key);
        knocker.send("203.0.113.1", key.subList(1, 3));
        assertStaysOut("203.0.113.1", key);
    }

    @Test
    void a_knock_from_a_banned_address_stays_out() {
        List<String> key = rotate();
        callgate.run("ban", "203.0.113.1").orFail();
        knocker.send("203.0.113.1", key);
        assertStaysOut("203.0.113.1", key);
    }

    @Test
    void a_captured_one_time_knock_opens_nothing_and_the_next_one_does() {
        callgate.run("account", "add", "1001", "--name", "Ann", "--email", "").orFail();
        List<String> first = rotate("1001", "--once");
        knocker.send("203.0.113.1", first);
        assertLetIn("203.0.113.1");
        assertThat(callgate.run("why", "203.0.113.1").orFail().output()).contains("of 1001 (Ann) by knock");
        knocker.hush();
        knocker.send("203.0.113.2", first);
        knocker.hush();
        // As an authenticator's helper computes it.
        String secret = callgate.run("knock", "show", "1001", "--json")
                .orFail()
                .output()
                .replaceAll("(?s).*\"secret\":\"([0-9a-f]+)\".*", "$1");
        List<String> next = Commands.run(List.of("oathtool", "--hotp", "-d", "8", "-c", "16", "-w", "3", secret))
                .orFail()
                .output()
                .lines()
                .map(digits -> "tcp/" + (20_001 + Integer.parseInt(digits) % 40_000))
                .toList();
        assertThat(next).isEqualTo(knocks("1001").get(0));
        knocker.send("203.0.113.3", next);
        assertLetIn("203.0.113.3");
        assertThat(isIn("203.0.113.2")).isFalse();
    }

    @Test
    void the_end_is_the_kernels_and_a_restart_changes_nothing_of_it() {
        callgate.close();
        start("enforce", "8s");
        knocker.send("203.0.113.1", rotate());
        assertLetIn("203.0.113.1");
        callgate.kill();
        assertThat(isIn("203.0.113.1")).isTrue();
        await().until(() -> !isIn("203.0.113.1"));
        callgate.start();
        assertThat(isIn("203.0.113.1")).isFalse();
    }

    @Test
    void observing_hears_knocks_too_and_a_flushed_ruleset_is_mended() {
        callgate.close();
        start("observe", "4h");
        knocker.send("203.0.113.1", rotate());
        assertLetIn("203.0.113.1");
        pbx.run("nft", "flush", "ruleset");
        await().until(() -> pbx.run("nft", "list", "tables").contains("callgate") && isIn("203.0.113.1"));
        knocker.hush();
        knocker.send("203.0.113.2", rotate());
        assertLetIn("203.0.113.2");
    }

    @Test
    void where_nobody_may_knock_nobody_does() {
        List<String> key = rotate();
        callgate.close();
        start("enforce", "4h", "enabled = false");
        assertThat(callgate.run("status").output()).contains("NOBODY CAN KNOCK OR RING: knock.enabled is false");
        assertThat(pbx.run("nft", "list", "table", "inet", "callgate")).doesNotContain("log group");
        knocker.send("203.0.113.1", key);
        // Or it would be repeated, and heard by the next.
        knocker.hush();
        callgate.close();
        start("enforce", "4h");
        assertStaysOut("203.0.113.1", key);
    }

    @Test
    void no_scan_opens_up_or_down_or_at_random_fast_or_with_little_noise() {
        List<String> key = rotate("--protocol", "tcp");
        runOutside("nmap -Pn -n -sS -r -p- --min-rate 20000 --max-retries 0 --host-timeout 30s -S 203.0.113.1 -e veth0 "
                + PBX);
        runOutside("nmap -Pn -n -sS -p- --min-rate 20000 --max-retries 0 --host-timeout 30s -S 203.0.113.2 -e veth0 "
                + PBX);
        // Slow enough to be looked at, only around the right ports, in both directions.
        List<String> around = key.stream()
                .map(knock -> Integer.parseInt(knock.substring(4)))
                .sorted()
                .flatMap(port -> Stream.of(port - 1, port, port + 1))
                .map(port -> "tcp/" + port)
                .toList();
        List<String> down = new ArrayList<>(around);
        Collections.reverse(down);
        knocker.send("203.0.113.3", around);
        knocker.send("203.0.113.4", down);
        assertThat(isIn("203.0.113.1") || isIn("203.0.113.2")).isFalse();
        assertThat(isIn("203.0.113.3") || isIn("203.0.113.4")).isFalse();
        assertStaysOut("203.0.113.4", key);
    }
}
