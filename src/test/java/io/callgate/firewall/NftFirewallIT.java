package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.banned;
import static io.callgate.firewall.Standings.bannedUntil;
import static io.callgate.firewall.Standings.lifted;
import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static io.callgate.firewall.Standings.shut;
import static io.callgate.firewall.Standings.standing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.firewall.nft.Kernel;
import io.callgate.firewall.nft.RunningClock;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.gate.port.FirewallException;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table and its elements in a real kernel. */
class NftFirewallIT {

    private static final ServiceCatalog SERVICES = ServiceCatalog.builtInWith(Map.of());
    private static final Ruleset RULESET =
            new Ruleset(Mode.ENFORCE, List.of(AddressRange.parse("192.168.0.0/16")), SERVICES);

    private final Instant now = Instant.now();
    private final List<NftFirewall> firewalls = new ArrayList<>();
    private Namespace pbx;
    private NftFirewall firewall;

    @BeforeEach
    void start() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        firewall = firewall(RULESET);
    }

    @AfterEach
    void stop() {
        firewalls.forEach(NftFirewall::close);
        if (pbx != null) pbx.close();
    }

    private NftFirewall firewall(Ruleset ruleset) {
        NftFirewall made = pbx.call(() -> new NftFirewall(ruleset, Ticker.systemTicker()));
        firewalls.add(made);
        return made;
    }

    private String list() {
        return pbx.run("nft", "list", "table", "inet", "callgate");
    }

    private List<String> openFor(String range) {
        return firewall.openFor(AddressRange.parse(range));
    }

    @Test
    void converging_twice_changes_nothing_the_second_time() {
        Instant start = Instant.now();
        List<RangeOpenings> standings = List.of(
                openUntil(start.plusSeconds(100), "203.0.113.7", "rtp", "sip"),
                open("2001:db8::7", "all"),
                openUntil(start.plusSeconds(100), "10.0.0.0/8", "sip"),
                open("10.1.0.0/16", "sip"),
                open("2001:db8:1::/64", "web"));
        assertThat(firewall.converge(standings, NO_BANS, start)).isPositive();
        String handles = pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "input");
        assertThat(firewall.converge(standings, NO_BANS, start)).isZero();
        assertThat(pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "input"))
                .isEqualTo(handles);
        // What is left of an element is read, so that the time that has passed counts.
        assertThat(firewall(RULESET).converge(standings, NO_BANS, Instant.now()))
                .isZero();
    }

    @Test
    void the_kernel_prints_what_the_text_of_the_ruleset_loads() {
        firewall.converge(List.of(), NO_BANS, now);
        String converged = list();
        pbx.run("nft", "delete", "table", "inet", "callgate");
        pbx.run("sh", "-c", "echo '" + RULESET.text().replace("'", "") + "' | nft -f -");
        assertThat(converged.replaceAll("\\s+", " ").split(" (?=set |chain )"))
                .containsExactlyInAnyOrder(list().replaceAll("\\s+", " ").split(" (?=set |chain )"));
    }

    @Test
    void two_grants_for_one_address_stand_until_the_later_end() {
        firewall.converge(List.of(), NO_BANS, now);
        firewall.apply(List.of(openUntil(now.plusSeconds(100), "203.0.113.7", "sip")), NO_BANS, now);
        assertThat(firewall.apply(List.of(openUntil(now.plusSeconds(5000), "203.0.113.7", "sip")), NO_BANS, now))
                .isEqualTo(2);
        assertThat(list())
                .containsPattern("203.0.113.7 timeout 1h23m20s expires 1h23m[0-9sm]* comment \"phone 1001 grant 7\"");
        assertThat(firewall.apply(List.of(openUntil(now.plusSeconds(5001), "203.0.113.7", "sip")), NO_BANS, now))
                .isZero();
        assertThat(firewall.apply(List.of(open("203.0.113.7", "sip")), NO_BANS, now))
                .isEqualTo(2);
        assertThat(list()).contains("203.0.113.7 comment");
    }

    @Test
    void when_the_clock_was_set_the_kernel_ends_what_it_holds_when_the_book_does() {
        List<RangeOpenings> standings = List.of(openUntil(now.plusSeconds(7000), "203.0.113.7", "sip"));
        Banned bans = bannedUntil(now.plusSeconds(7000), "198.51.100.66");
        firewall.converge(standings, bans, now);
        assertThat(firewall.converge(standings, bans, now.plusSeconds(1))).isZero();

        for (int shift : new int[] {-3600, 3600, 0}) {
            firewall.converge(standings, bans, now.plusSeconds(shift));
            String left = shift < 0 ? "2h5[56]m" : shift > 0 ? "5[56]m" : "1h5[56]m";
            assertThat(list())
                    .containsPattern("203\\.0\\.113\\.7 timeout \\S+ expires " + left)
                    .containsPattern("198\\.51\\.100\\.66 timeout \\S+ expires " + left);
        }
    }

    @Test
    void open_for_tells_what_the_kernel_holds() {
        firewall.converge(
                List.of(open("203.0.113.7", "sip", "rtp"), open("10.0.0.0/8", "web"), open("10.1.2.3", "ssh")),
                NO_BANS,
                now);
        assertThat(openFor("203.0.113.7")).containsExactly("rtp", "sip");
        assertThat(openFor("10.1.2.3")).containsExactly("ssh", "web");
        assertThat(openFor("10.5.0.0/16")).containsExactly("web");
        assertThat(openFor("8.0.0.0/5")).isEmpty();
        assertThat(openFor("203.0.113.8")).isEmpty();
        pbx.run("nft", "delete", "element", "inet", "callgate", "allow4_sip", "{ 203.0.113.7 }");
        assertThat(openFor("203.0.113.7")).containsExactly("rtp");
    }

    private static final List<String> DAMAGES = List.of(
            "flush ruleset",
            "delete table inet callgate",
            "flush chain inet callgate input",
            "flush chain inet callgate early",
            "flush chain inet callgate verdict",
            "insert rule inet callgate input accept",
            "add chain inet callgate input { policy accept; }",
            "add chain inet callgate early { policy drop; }",
            "flush set inet callgate allow4_sip",
            "flush set inet callgate allow4_web_range",
            "flush set inet callgate ban4",
            "flush set inet callgate ban6",
            "flush set inet callgate ban4_range",
            "delete element inet callgate ban6 { 2001:db8:bad:: }",
            "delete element inet callgate ban4 { 198.51.100.66 }; add element inet callgate ban4 { 198.51.100.66 timeout 2s }",
            "add element inet callgate ban4 { 203.0.113.7 }",
            "add element inet callgate allow4_sip { 198.51.100.1 }",
            "add element inet callgate allow6_sip { ::ffff:1.2.3.4 }",
            "add element inet callgate allow4_web_range { 1.0.0.0/8, 255.255.255.0/24 }",
            "add chain inet callgate other; add rule inet callgate other accept; add rule inet callgate input jump other",
            "add set inet callgate stray { type ipv4_addr; }",
            "flush chain inet callgate input; flush chain inet callgate banned; flush chain inet callgate judged; flush chain inet callgate answering; "
                    + "delete set inet callgate allow4_sip; "
                    + "add set inet callgate allow4_sip { type ipv4_addr; flags interval; }",
            "flush chain inet callgate input; flush chain inet callgate banned; flush chain inet callgate judged; flush chain inet callgate answering; "
                    + "delete chain inet callgate closed; "
                    + "add chain inet callgate closed { type filter hook input priority 3; }",
            "delete table inet callgate; add table inet callgate; "
                    + "add chain inet callgate input { type filter hook forward priority 3; }");

    private static final List<RangeOpenings> STANDINGS = List.of(open("203.0.113.7", "sip"), open("10.0.0.0/8", "web"));
    private static final Banned BANS = banned("198.51.100.66", "2001:db8:bad::/64", "100.64.0.0/10", "2001:db8:f::/48");

    @Test
    void what_others_flushed_deleted_or_added_is_heard_of_and_mended() {
        firewall.converge(STANDINGS, BANS, now);
        String whole = list();
        for (String damage : DAMAGES) {
            pbx.run("nft", damage);
            assertThat(list(damage)).as(damage).isNotEqualTo(whole);
            assertThat(firewall.mend(now)).as(damage).hasValueSatisfying(found -> {
                assertThat(found.by()).startsWith("nft (process ");
                assertThat(found.what()).isNotEmpty();
            });
            assertThat(sorted(list())).as(damage).isEqualTo(sorted(whole));
            assertThat(firewall.mend(now)).as(damage).isEmpty();
            assertThat(firewall.converge(STANDINGS, BANS, now)).as(damage).isZero();
        }
    }

    @Test
    void converging_mends_what_it_finds() {
        firewall.converge(STANDINGS, BANS, now);
        String whole = list();
        for (String damage : DAMAGES) {
            pbx.run("nft", damage);
            firewall.converge(STANDINGS, BANS, now);
            assertThat(sorted(list())).as(damage).isEqualTo(sorted(whole));
            assertThat(firewall.mend(now)).as(damage).isPresent();
        }
    }

    @Test
    void what_others_do_to_tables_of_their_own_is_not_damage() {
        firewall.converge(STANDINGS, BANS, now);
        pbx.run("nft", "add table inet other; add set inet other s { type ipv4_addr; }");
        for (int i = 0; i < 50; i++) {
            pbx.run("nft", "add element inet other s { 192.0.2." + i + " }");
            assertThat(firewall.mend(now)).isEmpty();
        }
        pbx.run("nft", "add table ip callgate; delete table ip callgate");
        assertThat(firewall.mend(now)).isEmpty();
    }

    @Test
    void what_went_unheard_of_is_looked_after(@TempDir Path folder) throws IOException {
        firewall.converge(STANDINGS, BANS, now);
        StringBuilder flood = new StringBuilder("add table inet other; add set inet other s { type ipv4_addr; }\n");
        flood.append("add element inet other s { 1.0.0.1");
        for (int i = 1; i < 65_000; i++) flood.append(", 1." + (i >> 8) + '.' + (i & 255) + ".1");
        Path file = Files.writeString(folder.resolve("flood.nft"), flood + " }\n");
        pbx.run("nft", "-f", file.toString());
        pbx.run("nft", "flush set inet callgate ban4");
        assertThat(firewall.mend(now))
                .hasValueSatisfying(found -> assertThat(found.what()).startsWith("something unheard of"));
        assertThat(list()).contains("198.51.100.66");
    }

    @Test
    void bans_come_and_go() {
        firewall.converge(List.of(), BANS, now);
        assertThat(firewall.converge(List.of(), BANS, now)).isZero();
        assertThat(firewall(RULESET).converge(List.of(), BANS, now)).isZero();
        assertThat(firewall.apply(List.of(), bannedUntil(now.plusSeconds(100), "198.51.100.67", "198.18.0.0/15"), now))
                .isEqualTo(2);
        assertThat(list()).contains("198.51.100.67 timeout 1m", "198.18.0.0/15 timeout 1m", "100.64.0.0/10");
        firewall.apply(List.of(), bannedUntil(now.plusSeconds(1000), "198.51.100.67", "198.18.0.0/15"), now);
        assertThat(list()).contains("198.51.100.67 timeout 16m", "198.18.0.0/15 timeout 16m");
        firewall.apply(List.of(), lifted("198.51.100.67", "198.18.0.0/15", "2001:db8:bad::/64"), now);
        assertThat(list())
                .doesNotContain("198.51.100.67", "198.18.0.0/15", "2001:db8:bad::")
                .contains("2001:db8:f::/48");
    }

    private String list(String damage) {
        return damage.equals("flush ruleset") || damage.startsWith("delete table inet callgate") ? "" : list();
    }

    private static List<String> sorted(String text) {
        return text.replaceAll("packets [0-9]+ bytes [0-9]+", "")
                .lines()
                .sorted()
                .toList();
    }

    @Test
    void a_rehearsal_leaves_everything_as_it_is() {
        firewall.converge(List.of(open("203.0.113.7", "sip")), BANS, now);
        String before = list();
        for (int i = 0; i < 300; i++) firewall.rehearse(now);
        assertThat(list()).isEqualTo(before);
        assertThat(firewall.mend(now)).isEmpty();
        assertThat(firewall.converge(List.of(open("203.0.113.7", "sip")), BANS, now))
                .isZero();
        assertThat(firewall.apply(List.of(), bannedUntil(now.plusSeconds(100), "198.51.100.67"), now))
                .isOne();
        assertThat(list()).contains("198.51.100.67 timeout");
    }

    @Test
    void who_adopts_goes_on_from_what_the_kernel_holds() {
        Banned bans = banned("198.51.100.66", "198.51.0.0/16", "2001:db8:1::/64");
        List<RangeOpenings> held = List.of(
                open("203.0.113.7", "sip"),
                openUntil(now.plusSeconds(1000), "10.0.0.0/8", "sip"),
                open("10.1.0.0/16", "sip"),
                open("2001:db8:7::/48", "rtp"),
                shut("198.18.0.0/16"));
        firewall.converge(held, bans, now);
        String before = untimed();
        NftFirewall other = firewall(RULESET);
        other.adopt(now);
        assertThat(untimed()).isEqualTo(before);
        assertThat(other.bannedUntil(AddressRange.parse("198.51.0.0/16"))).isEqualTo(Banned.FOR_EVER);
        assertThat(other.lets(Address.parse("10.2.3.4"))).isTrue();
        // What is cut into other pieces by it stays.
        other.apply(List.of(shut("198.18.7.0/24")), banned("198.51.100.0/24", "192.0.2.0/28"), now);
        assertThat(openFor("10.1.9.9")).containsExactly("sip");
        assertThat(openFor("2001:db8:7::1")).containsExactly("rtp");
        pbx.run("nft", "flush ruleset");
        assertThat(other.mend(now)).isPresent();
        assertThat(untimed())
                .contains("198.51.100.66", "198.51.0.0/16", "192.0.2.0/28", "198.18.0.0/16", "203.0.113.7");
        assertThat(other.converge(held, bans, now)).isPositive();
        assertThat(untimed()).isEqualTo(before);
        other.close();
    }

    /** Without what is left of times, which is never twice the same. */
    private String untimed() {
        return list().replaceAll("(timeout|expires) [0-9]\\S*", "");
    }

    @Test
    void what_others_do_ends_the_waiting() throws Exception {
        firewall.converge(List.of(), NO_BANS, now);
        firewall.mend(now);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> firewall.await(Duration.ofMinutes(2)));
        pbx.run("nft", "add element inet callgate ban4 { 198.51.100.9 }");
        waiting.get(60, TimeUnit.SECONDS);
        assertThat(firewall.mend(now)).isPresent();
        waiting = CompletableFuture.runAsync(() -> firewall.await(Duration.ofMinutes(2)));
        firewall.wake();
        waiting.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_rehearsal_mends_what_it_meets() {
        firewall.converge(List.of(), BANS, now);
        String before = list();
        pbx.run("nft", "flush set inet callgate ban4");
        firewall.rehearse(now);
        assertThat(list()).isEqualTo(before);
    }

    @Test
    void applying_mends_what_it_meets() {
        for (String damage : List.of(
                "flush ruleset",
                "flush chain inet callgate input",
                "flush set inet callgate allow4_sip",
                "flush set inet callgate allow4_sip_range",
                "delete element inet callgate allow4_sip { 203.0.113.7 }",
                "add element inet callgate allow4_sip { 203.0.113.8 }")) {
            firewall.converge(List.of(open("203.0.113.7", "sip"), open("10.0.0.0/8", "sip")), NO_BANS, now);
            pbx.run("nft", damage);
            firewall.apply(
                    List.of(open("203.0.113.7", "sip"), open("203.0.113.8", "rtp"), open("10.0.0.0/8", "sip")),
                    NO_BANS,
                    now);
            assertThat(openFor("203.0.113.7")).as(damage).containsExactly("sip");
            assertThat(openFor("203.0.113.8")).as(damage).containsExactly("rtp");
            assertThat(openFor("10.9.9.9")).as(damage).containsExactly("sip");
            assertThat(list()).as(damage).contains("goto closed");
            assertThat(firewall.mend(now)).as(damage).isPresent();
        }
    }

    @Test
    void an_element_that_the_kernel_has_just_ended_does_not_disturb_its_removal() {
        firewall.converge(List.of(), NO_BANS, now);
        for (int i = 0; i < 20; i++) {
            Instant start = Instant.now();
            firewall.apply(List.of(openUntil(start.plusMillis(3 * i), "203.0.113.7", "sip")), NO_BANS, start);
            firewall.apply(List.of(RangeOpenings.none(AddressRange.parse("203.0.113.7"))), NO_BANS, Instant.now());
            assertThat(list()).doesNotContain("203.0.113.7");
        }
    }

    @Test
    void a_changed_configuration_takes_out_former_sets_and_keeps_the_rest() {
        firewall.converge(List.of(open("203.0.113.7", "sip", "ftp")), NO_BANS, now);
        PortRange panel = PortRange.parse("tcp/9001");
        var extra = new TreeMap<>(SERVICES.byName());
        extra.remove("ftp");
        extra.put("panel", ImmutableList.of(panel));
        Ruleset changed = new Ruleset(
                Mode.ENFORCE,
                List.of(AddressRange.parse("172.16.0.0/12")),
                new ServiceCatalog(ImmutableSortedMap.copyOf(extra)));
        assertThat(firewall(changed).converge(List.of(open("203.0.113.7", "sip", "panel", "ftp")), NO_BANS, now))
                .isEqualTo(1);
        assertThat(list())
                .contains("allow4_panel", "172.16.0.0/12")
                .doesNotContain("allow4_ftp", "192.168.0.0/16 counter name \"lan\"");
    }

    @Test
    void the_mode_is_one_rule_and_the_policy() {
        firewall.converge(List.of(), NO_BANS, now);
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        assertThat(firewall.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(list())
                .contains("policy accept;", "accept comment \"observe\"")
                .doesNotContain("drop comment");
        assertThat(firewall.converge(List.of(), NO_BANS, now)).isZero();
        firewall.mode(Mode.ENFORCE, Optional.empty(), Instant.now());
        assertThat(list()).contains("policy drop;", "drop comment \"enforce\"");
    }

    @Test
    void what_others_have_is_not_touched() {
        pbx.run(
                "nft",
                "add table inet other; add chain inet other input { type filter hook input priority 0; policy drop; }");
        firewall.converge(List.of(open("203.0.113.7", "sip")), NO_BANS, now);
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        assertThat(pbx.run("nft", "list", "table", "inet", "other")).contains("policy drop");
    }

    /** More than are read before they are written: what is wrong in the kernel comes right while there is nothing to do. */
    @Test
    void of_very_many_bans_orphans_go_and_ends_are_corrected_in_the_background() {
        Banned before = manyBans();
        before.put(AddressRange.parse("198.51.100.1"), Optional.empty());
        before.put(AddressRange.parse("2001:db8:bad::/64"), Optional.empty());
        before.put(AddressRange.parse("198.51.100.2"), Optional.of(now.plusSeconds(100)));
        before.put(AddressRange.parse("198.51.100.3"), Optional.of(now.plusSeconds(1000)));
        firewall.converge(List.of(), before, now);
        firewall.close();

        NftFirewall next = firewall(RULESET);
        Banned after = manyBans();
        after.put(AddressRange.parse("198.51.100.2"), Optional.of(now.plusSeconds(1000)));
        after.put(AddressRange.parse("198.51.100.3"), Optional.of(now.plusSeconds(100)));
        after.put(AddressRange.parse("198.51.100.4"), Optional.empty());
        next.converge(List.of(), after, now);
        try (Kernel kernel = pbx.call(Kernel::new)) {
            assertThat(holds(kernel, "198.51.100.4")).isTrue();
            next.apply(List.of(), lifted("198.51.100.4"), now);
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        assertThat(next.mend(Instant.now())).isEmpty();
                        return !holds(kernel, "198.51.100.1") && !holds(kernel, "2001:db8:bad::");
                    });
            assertThat(secondsLeft(kernel, "198.51.100.2")).isBetween(900L, 1000L);
            assertThat(secondsLeft(kernel, "198.51.100.3")).isBetween(1L, 100L);
            assertThat(holds(kernel, "198.51.100.4")).isFalse();
            assertThat(holds(kernel, "100.64.0.0")).isTrue();
            assertThat(holds(kernel, "100.67.0.0")).isTrue();
        }
    }

    private static Banned manyBans() {
        Banned bans = new Banned();
        for (int i = 0; i < 250_000; i++) bans.put(new Address(false, 0, 0x6440_0000L + i).asRange(), Optional.empty());
        return bans;
    }

    /** Asks the kernel itself: nft reads all of a set first. */
    private static boolean holds(Kernel kernel, String address) {
        Address asked = Address.parse(address);
        return kernel.holds(GateSet.ban(asked.isV6(), false), asked);
    }

    private long secondsLeft(Kernel kernel, String address) {
        RunningClock moment = new RunningClock(now, Ticker.systemTicker());
        long end = kernel.elements(List.of(GateSet.ban(false, false)), Address.parse(address), moment)
                .get(0)
                .endMillis();
        return (end - now.toEpochMilli()) / 1000;
    }

    @Test
    void applying_without_rules_is_refused() {
        assertThatThrownBy(() -> firewall.apply(List.of(open("203.0.113.7", "sip")), NO_BANS, now))
                .isInstanceOf(FirewallException.class)
                .hasMessageContaining("converge");
        assertThat(firewall.counters()).isEqualTo(new Counters(ImmutableMap.of()));
        assertThat(openFor("203.0.113.7")).isEmpty();
        assertThat(firewall.mend(now)).isEmpty();
        assertThat(firewall.show()).startsWith("# not loaded").contains("table inet callgate", "goto closed");
    }

    @Test
    void ends_beyond_what_the_kernel_counts_are_for_ever() {
        firewall.converge(
                List.of(
                        openUntil(now.plus(Duration.ofDays(30_000)), "203.0.113.7", "sip"),
                        openUntil(now.plus(Duration.ofDays(3_000_000)), "203.0.113.8", "sip")),
                NO_BANS,
                now);
        // Less the time that it took to say so.
        assertThat(list())
                .containsPattern("203\\.0\\.113\\.7 timeout (30000d|29999d23h)")
                .contains("203.0.113.8 comment");
    }

    @Test
    void a_hundred_thousand_standings_converge_and_one_more_is_quick() {
        List<RangeOpenings> standings = new ArrayList<>();
        Optional<Instant> end = Optional.of(now.plusSeconds(7200));
        for (int i = 0; i < 100_000; i++) {
            Address address = Address.v4(198, 18 + (i >> 16), i >> 8 & 255, i & 255);
            standings.add(standing(
                    address.asRange(),
                    end,
                    Optional.of(new Judged(address, Judged.Cause.USED, now, Optional.of(now.plusSeconds(90_000)), "")),
                    "rtp",
                    "sip"));
        }
        List<Integer> changed = new ArrayList<>();
        report(
                "100,000 standings, 300,000 elements, into an empty kernel",
                () -> changed.add(firewall.converge(standings, NO_BANS, Instant.now())));
        assertThat(changed).containsExactly(300_000);
        // On a machine so busy that the first took seconds, ends are that much late, and put right once.
        await().until(() -> firewall.converge(standings, NO_BANS, Instant.now()) == 0);
        report("the same again", () -> firewall.converge(standings, NO_BANS, Instant.now()));
        NftFirewall restarted = firewall(RULESET);
        report("the same by a new process", () -> changed.add(restarted.converge(standings, NO_BANS, Instant.now())));
        assertThat(changed).containsExactly(300_000, 0);
        firewall.converge(standings, NO_BANS, Instant.now());
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            RangeOpenings one = openUntil(now.plusSeconds(100), "203.0.113." + i % 250, "rtp", "sip");
            long start = System.nanoTime();
            firewall.apply(List.of(i / 250 % 2 == 0 ? one : RangeOpenings.none(one.range())), NO_BANS, now);
            nanos.add(System.nanoTime() - start);
        }
        nanos.sort(null);
        System.out.printf(
                "firewall: apply one address among them: median %d us, p99 %d us%n",
                nanos.get(500) / 1000, nanos.get(990) / 1000);
        pbx.run("nft", "delete", "table", "inet", "callgate");
        report(
                "one address after the table was deleted",
                () -> firewall.apply(List.of(open("203.0.113.7", "sip")), NO_BANS, now));
        assertThat(openFor("198.19.1.1")).containsExactly("rtp", "sip");
    }

    private static void report(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.println("firewall: " + what + ": " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    @Test
    void only_one_at_a_time_claims_the_firewall_of_a_network_namespace() {
        NftFirewall first = pbx.call(() -> NftFirewall.claim(RULESET, Ticker.systemTicker()));
        firewalls.add(first);
        assertThatThrownBy(() -> pbx.call(() -> NftFirewall.claim(RULESET, Ticker.systemTicker())))
                .isInstanceOf(FirewallException.class)
                .hasMessageContaining("another callgate");
        try (Namespace other = Namespace.create("pbx")) {
            other.call(() -> NftFirewall.claim(RULESET, Ticker.systemTicker())).close();
        }
        first.close();
        firewalls.add(pbx.call(() -> NftFirewall.claim(RULESET, Ticker.systemTicker())));
    }
}
