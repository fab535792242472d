package io.callgate.firewall;

import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static io.callgate.firewall.Standings.standing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Standing;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.gate.Firewall.Counters;
import io.callgate.gate.Firewall.Mode;
import io.callgate.gate.FirewallException;
import io.callgate.testing.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    void convergingTwiceChangesNothingTheSecondTime() {
        List<Standing> standings = List.of(
                openUntil(now.plusSeconds(100), "203.0.113.7", "rtp", "sip"),
                open("2001:db8::7", "all"),
                openUntil(now.plusSeconds(100), "10.0.0.0/8", "sip"),
                open("10.1.0.0/16", "sip"),
                open("2001:db8:1::/64", "web"));
        assertThat(firewall.converge(standings, now)).isPositive();
        String handles = pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "input");
        assertThat(firewall.converge(standings, now)).isZero();
        assertThat(pbx.run("nft", "-a", "list", "chain", "inet", "callgate", "input"))
                .isEqualTo(handles);
        assertThat(firewall(RULESET).converge(standings, now)).isZero();
    }

    @Test
    void theKernelPrintsWhatTheTextOfTheRulesetLoads() {
        firewall.converge(List.of(), now);
        String converged = list();
        pbx.run("nft", "delete", "table", "inet", "callgate");
        pbx.run("sh", "-c", "echo '" + RULESET.text().replace("'", "") + "' | nft -f -");
        assertThat(converged.replaceAll("\\s+", " ").split(" (?=set |chain )"))
                .containsExactlyInAnyOrder(list().replaceAll("\\s+", " ").split(" (?=set |chain )"));
    }

    @Test
    void twoGrantsForOneAddressStandUntilTheLaterEnd() {
        firewall.converge(List.of(), now);
        firewall.apply(List.of(openUntil(now.plusSeconds(100), "203.0.113.7", "sip")), now);
        assertThat(firewall.apply(List.of(openUntil(now.plusSeconds(5000), "203.0.113.7", "sip")), now))
                .isEqualTo(4);
        assertThat(list())
                .containsPattern("203.0.113.7 timeout 1h23m20s expires 1h23m[0-9sm]* comment \"phone 1001 grant 7\"");
        assertThat(firewall.apply(List.of(openUntil(now.plusSeconds(5001), "203.0.113.7", "sip")), now))
                .isZero();
        assertThat(firewall.apply(List.of(open("203.0.113.7", "sip")), now)).isEqualTo(4);
        assertThat(list()).contains("203.0.113.7 comment");
    }

    @Test
    void openForTellsWhatTheKernelHolds() {
        firewall.converge(
                List.of(open("203.0.113.7", "sip", "rtp"), open("10.0.0.0/8", "web"), open("10.1.2.3", "ssh")), now);
        assertThat(openFor("203.0.113.7")).containsExactly("rtp", "sip");
        assertThat(openFor("10.1.2.3")).containsExactly("ssh", "web");
        assertThat(openFor("10.5.0.0/16")).containsExactly("web");
        assertThat(openFor("8.0.0.0/5")).isEmpty();
        assertThat(openFor("203.0.113.8")).isEmpty();
        pbx.run("nft", "delete", "element", "inet", "callgate", "allow4_sip", "{ 203.0.113.7 }");
        assertThat(openFor("203.0.113.7")).containsExactly("rtp");
    }

    @Test
    void convergingMendsWhatOthersFlushedDeletedOrAdded() {
        List<Standing> standings = List.of(open("203.0.113.7", "sip"), open("10.0.0.0/8", "web"));
        firewall.converge(standings, now);
        String whole = list();
        for (String damage : List.of(
                "flush ruleset",
                "delete table inet callgate",
                "flush chain inet callgate input",
                "flush chain inet callgate closed",
                "insert rule inet callgate input accept",
                "add chain inet callgate input { policy accept; }",
                "flush set inet callgate allow4_sip",
                "flush set inet callgate allow4_web_range",
                "add element inet callgate allow4_sip { 198.51.100.1 }",
                "add element inet callgate allow6_sip { ::ffff:1.2.3.4 }",
                "add element inet callgate allow4_web_range { 1.0.0.0/8, 255.255.255.0/24 }",
                "add chain inet callgate other; add rule inet callgate other accept; add rule inet callgate input jump other",
                "add set inet callgate stray { type ipv4_addr; }",
                "flush chain inet callgate input; delete set inet callgate allow4_sip; "
                        + "add set inet callgate allow4_sip { type ipv4_addr; flags interval; }",
                "delete table inet callgate; add table inet callgate; "
                        + "add chain inet callgate input { type filter hook forward priority 3; }")) {
            pbx.run("nft", damage);
            assertThat(list(damage)).as(damage).isNotEqualTo(whole);
            firewall.converge(standings, now);
            assertThat(sorted(list())).as(damage).isEqualTo(sorted(whole));
            assertThat(firewall.converge(standings, now)).as(damage).isZero();
        }
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
    void applyingMendsWhatItMeets() {
        for (String damage : List.of(
                "flush ruleset",
                "flush chain inet callgate input",
                "flush set inet callgate allow4_sip",
                "flush set inet callgate allow4_sip_range",
                "delete element inet callgate allow4_sip { 203.0.113.7 }",
                "add element inet callgate allow4_sip { 203.0.113.8 }")) {
            firewall.converge(List.of(open("203.0.113.7", "sip"), open("10.0.0.0/8", "sip")), now);
            pbx.run("nft", damage);
            firewall.apply(
                    List.of(open("203.0.113.7", "sip"), open("203.0.113.8", "rtp"), open("10.0.0.0/8", "sip")), now);
            assertThat(openFor("203.0.113.7")).as(damage).containsExactly("sip");
            assertThat(openFor("203.0.113.8")).as(damage).containsExactly("rtp");
            assertThat(openFor("10.9.9.9")).as(damage).containsExactly("sip");
            assertThat(list()).as(damage).contains("goto closed");
        }
    }

    @Test
    void anElementThatTheKernelHasJustEndedDoesNotDisturbItsRemoval() {
        firewall.converge(List.of(), now);
        for (int i = 0; i < 20; i++) {
            Instant start = Instant.now();
            firewall.apply(List.of(openUntil(start.plusMillis(3 * i), "203.0.113.7", "sip")), start);
            firewall.apply(List.of(Standing.none(AddressRange.parse("203.0.113.7"))), Instant.now());
            assertThat(list()).doesNotContain("203.0.113.7");
        }
    }

    @Test
    void aChangedConfigurationTakesOutFormerSetsAndKeepsTheRest() {
        firewall.converge(List.of(open("203.0.113.7", "sip", "ftp")), now);
        PortRange panel = PortRange.parse("tcp/9001");
        var extra = new TreeMap<>(SERVICES.byName());
        extra.remove("ftp");
        extra.put("panel", ImmutableList.of(panel));
        Ruleset changed = new Ruleset(
                Mode.ENFORCE,
                List.of(AddressRange.parse("172.16.0.0/12")),
                new ServiceCatalog(ImmutableSortedMap.copyOf(extra)));
        assertThat(firewall(changed).converge(List.of(open("203.0.113.7", "sip", "panel", "ftp")), now))
                .isEqualTo(1);
        assertThat(list()).contains("allow4_panel", "172.16.0.0/12").doesNotContain("allow4_ftp", "192.168.0.0");
    }

    @Test
    void theModeIsOneRuleAndThePolicy() {
        firewall.converge(List.of(), now);
        firewall.mode(Mode.OBSERVE);
        assertThat(firewall.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(list())
                .contains("policy accept;", "accept comment \"observe\"")
                .doesNotContain("drop");
        assertThat(firewall.converge(List.of(), now)).isZero();
        firewall.mode(Mode.ENFORCE);
        assertThat(list()).contains("policy drop;", "drop comment \"enforce\"");
    }

    @Test
    void whatOthersHaveIsNotTouched() {
        pbx.run(
                "nft",
                "add table inet other; add chain inet other input { type filter hook input priority 0; policy drop; }");
        firewall.converge(List.of(open("203.0.113.7", "sip")), now);
        firewall.mode(Mode.OBSERVE);
        assertThat(pbx.run("nft", "list", "table", "inet", "other")).contains("policy drop");
    }

    @Test
    void applyingWithoutRulesIsRefused() {
        assertThatThrownBy(() -> firewall.apply(List.of(open("203.0.113.7", "sip")), now))
                .isInstanceOf(FirewallException.class)
                .hasMessageContaining("converge");
        assertThat(firewall.counters()).isEqualTo(new Counters(0, 0));
        assertThat(openFor("203.0.113.7")).isEmpty();
        assertThatThrownBy(firewall::show).isInstanceOf(FirewallException.class).hasMessageContaining("No such file");
    }

    @Test
    void endsBeyondWhatTheKernelCountsAreForEver() {
        firewall.converge(
                List.of(
                        openUntil(now.plus(Duration.ofDays(30_000)), "203.0.113.7", "sip"),
                        openUntil(now.plus(Duration.ofDays(3_000_000)), "203.0.113.8", "sip")),
                now);
        assertThat(list()).contains("203.0.113.7 timeout 30000d", "203.0.113.8 comment");
    }

    @Test
    void aHundredThousandStandingsConvergeAndOneMoreIsQuick() {
        List<Standing> standings = new ArrayList<>();
        Optional<Instant> end = Optional.of(now.plusSeconds(7200));
        for (int i = 0; i < 100_000; i++) {
            Address address = Address.v4(198, 18 + (i >> 16), i >> 8 & 255, i & 255);
            standings.add(standing(address.asRange(), end, Optional.of(now.plusSeconds(90_000)), "rtp", "sip"));
        }
        List<Integer> changed = new ArrayList<>();
        report(
                "100,000 standings, 300,000 elements, into an empty kernel",
                () -> changed.add(firewall.converge(standings, Instant.now())));
        report("the same again", () -> changed.add(firewall.converge(standings, Instant.now())));
        NftFirewall restarted = firewall(RULESET);
        report("the same by a new process", () -> changed.add(restarted.converge(standings, Instant.now())));
        assertThat(changed).containsExactly(300_000, 0, 0);
        firewall.converge(standings, Instant.now());
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Standing one = openUntil(now.plusSeconds(100), "203.0.113." + i % 250, "rtp", "sip");
            long start = System.nanoTime();
            firewall.apply(List.of(i / 250 % 2 == 0 ? one : Standing.none(one.range())), now);
            nanos.add(System.nanoTime() - start);
        }
        nanos.sort(null);
        System.out.printf(
                "firewall: apply one address among them: median %d us, p99 %d us%n",
                nanos.get(500) / 1000, nanos.get(990) / 1000);
        pbx.run("nft", "delete", "table", "inet", "callgate");
        report(
                "one address after the table was deleted",
                () -> firewall.apply(List.of(open("203.0.113.7", "sip")), now));
        assertThat(openFor("198.19.1.1")).containsExactly("rtp", "sip");
    }

    private static void report(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("firewall: " + what + ": " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(10));
    }
}
