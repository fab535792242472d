package io.callgate.firewall.ruleset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.gate.port.Firewall.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesetTest {

    private static final ServiceCatalog SERVICES = new ServiceCatalog(ImmutableSortedMap.of(
            "sip", ImmutableList.of(PortRange.parse("udp/5060-5069"), PortRange.parse("tcp/5060-5069")),
            "web", ImmutableList.of(PortRange.parse("tcp/80"), PortRange.parse("tcp/443"))));
    private static final List<AddressRange> LAN = Stream.of(
                    "192.168.1.0/24", "192.168.0.0/16", "10.0.0.0/8", "fd00::/8")
            .map(AddressRange::parse)
            .toList();

    @Test
    void the_ruleset_reads_like_this() {
        assertThat(new Ruleset(Mode.ENFORCE, LAN, SERVICES).text().replace("\t", "    "))
                .isEqualTo("""
                table inet callgate {
                    counter banned {
                    }
                    counter lan {
                    }
                    counter granted {
                    }
                    counter open {
                    }
                    counter replies {
                    }
                    counter host {
                    }
                    counter closed {
                    }
                    counter door {
                    }
                    counter squatted {
                    }
                    set allow4_all { type ipv4_addr; flags timeout; }
                    set allow4_all_range { type ipv4_addr; flags interval,timeout; }
                    set allow6_all { type ipv6_addr; flags timeout; }
                    set allow6_all_range { type ipv6_addr; flags interval,timeout; }
                    set allow4_sip { type ipv4_addr; flags timeout; }
                    set allow4_sip_range { type ipv4_addr; flags interval,timeout; }
                    set allow6_sip { type ipv6_addr; flags timeout; }
                    set allow6_sip_range { type ipv6_addr; flags interval,timeout; }
                    set allow4_web { type ipv4_addr; flags timeout; }
                    set allow4_web_range { type ipv4_addr; flags interval,timeout; }
                    set allow6_web { type ipv6_addr; flags timeout; }
                    set allow6_web_range { type ipv6_addr; flags interval,timeout; }
                    set judged4 { type ipv4_addr; flags timeout; }
                    set judged6 { type ipv6_addr; flags timeout; }
                    set spared4 { type ipv4_addr; flags timeout; }
                    set spared6 { type ipv6_addr; flags timeout; }
                    set shut4 { type ipv4_addr; flags timeout; }
                    set shut4_range { type ipv4_addr; flags interval,timeout; }
                    set shut6 { type ipv6_addr; flags timeout; }
                    set shut6_range { type ipv6_addr; flags interval,timeout; }
                    set ban4 { type ipv4_addr; flags timeout; }
                    set ban4_range { type ipv4_addr; flags interval,timeout; }
                    set ban6 { type ipv6_addr; flags timeout; }
                    set ban6_range { type ipv6_addr; flags interval,timeout; }
                    set used4 { type ipv4_addr; flags dynamic,timeout; size 262144; timeout 7d; }
                    set flows4 { type ipv4_addr; flags dynamic,timeout; size 65536; timeout 1d; }
                    set peers4 { type ipv4_addr; flags dynamic,timeout; size 262144; timeout 7d; }
                    set used6 { type ipv6_addr; flags dynamic,timeout; size 262144; timeout 7d; }
                    set flows6 { type ipv6_addr; flags dynamic,timeout; size 65536; timeout 1d; }
                    set peers6 { type ipv6_addr; flags dynamic,timeout; size 262144; timeout 7d; }
                    set pace4 { type ipv4_addr; flags dynamic,timeout; size 65536; timeout 10s; }
                    set pace6 { type ipv6_addr; flags dynamic,timeout; size 65536; timeout 10s; }
                    set spray4 { type ipv4_addr; flags dynamic,timeout; size 65536; timeout 30s; }
                    set spray6 { type ipv6_addr; flags dynamic,timeout; size 65536; timeout 30s; }
                    set unconfirmed { type nf_proto; flags timeout; }
                    chain verdict {
                        drop comment "enforce"
                    }
                    chain banned {
                        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept comment "neighbour discovery"
                        fib daddr type unicast accept comment "forwarded"
                        iif "lo" accept comment "loopback"
                        ip saddr { 10.0.0.0/8, 192.168.0.0/16 } accept comment "lan"
                        ip6 saddr { fd00::/8 } accept comment "lan"
                        ip saddr @allow4_all accept comment "granted"
                        ip saddr @allow4_all_range accept comment "granted"
                        ip6 saddr @allow6_all accept comment "granted"
                        ip6 saddr @allow6_all_range accept comment "granted"
                        ip saddr @allow4_sip accept comment "granted"
                        ip saddr @allow4_sip_range accept comment "granted"
                        ip6 saddr @allow6_sip accept comment "granted"
                        ip6 saddr @allow6_sip_range accept comment "granted"
                        ip saddr @allow4_web accept comment "granted"
                        ip saddr @allow4_web_range accept comment "granted"
                        ip6 saddr @allow6_web accept comment "granted"
                        ip6 saddr @allow6_web_range accept comment "granted"
                        ip saddr @shut4 counter name "banned" goto verdict comment "by hand"
                        ip saddr @shut4_range counter name "banned" goto verdict comment "by hand"
                        ip6 saddr @shut6 counter name "banned" goto verdict comment "by hand"
                        ip6 saddr @shut6_range counter name "banned" goto verdict comment "by hand"
                        ip saddr @peers4 accept comment "may answer"
                        ip saddr @spared4 accept comment "may answer"
                        ip6 saddr @peers6 accept comment "may answer"
                        ip6 saddr @spared6 accept comment "may answer"
                        counter name "banned" goto verdict
                    }
                    chain early {
                        type filter hook prerouting priority -310; policy accept;
                        ip saddr @ban4 goto banned
                        ip saddr @ban4_range goto banned
                        ip6 saddr & ffff:ffff:ffff:ffff:: @ban6 goto banned
                        ip6 saddr @ban6_range goto banned
                    }
                    chain sight {
                        meta l4proto != { tcp, udp } return
                        tcp flags & (fin | syn | rst | ack) != syn return comment "no beginning"
                        update @pace4 { ip saddr limit rate over 30/second burst 60 packets } update @spray4 { ip saddr } return comment "too fast to be looked at"
                        ip saddr @spray4 return comment "was too fast"
                        update @pace6 { ip6 saddr & ffff:ffff:ffff:ffff:: limit rate over 30/second burst 60 packets } update @spray6 { ip6 saddr & ffff:ffff:ffff:ffff:: } return comment "too fast to be looked at"
                        ip6 saddr & ffff:ffff:ffff:ffff:: @spray6 return comment "was too fast"
                        limit rate over 100000/second burst 20000 packets return comment "too many to be looked at"
                        udp dport { 5060-5069 } log group 4573 snaplen 1500 return
                        log group 4573 snaplen 128
                    }
                    chain strangers {
                        ip saddr != @peers4 ip saddr != @spared4 tcp dport { 80, 443, 5060-5069 } update @flows4 { ip saddr }
                        ip6 saddr != @peers6 ip6 saddr != @spared6 tcp dport { 80, 443, 5060-5069 } update @flows6 { ip6 saddr }
                    }
                    chain asked {
                        ip daddr != @peers4 ip daddr != @spared4 update @flows4 { ip daddr }
                        ip6 daddr != @peers6 ip6 daddr != @spared6 update @flows6 { ip6 daddr }
                    }
                    chain closed {
                        counter name "closed" jump sight
                        ct status assured ct direction original jump strangers
                        goto verdict
                    }
                    chain used {
                        ip saddr @spared4 return comment "spared"
                        ip6 saddr @spared6 return comment "spared"
                        ip saddr @peers4 update @peers4 { ip saddr } return
                        ip6 saddr @peers6 update @peers6 { ip6 saddr } return
                        update @used4 { ip saddr }
                        update @used6 { ip6 saddr }
                    }
                    chain granted {
                        counter name "granted"
                        ct direction original jump used
                        accept comment "granted"
                    }
                    chain answering {
                        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 return
                        ip saddr @allow4_all return comment "granted"
                        ip saddr @allow4_all_range return comment "granted"
                        ip6 saddr @allow6_all return comment "granted"
                        ip6 saddr @allow6_all_range return comment "granted"
                        ip saddr @allow4_sip return comment "granted"
                        ip saddr @allow4_sip_range return comment "granted"
                        ip6 saddr @allow6_sip return comment "granted"
                        ip6 saddr @allow6_sip_range return comment "granted"
                        ip saddr @allow4_web return comment "granted"
                        ip saddr @allow4_web_range return comment "granted"
                        ip6 saddr @allow6_web return comment "granted"
                        ip6 saddr @allow6_web_range return comment "granted"
                        ct direction reply ct state established,related return comment "answers the PBX"
                        counter name "banned" goto verdict
                    }
                    chain judged {
                        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 return
                        ip saddr @spared4 return comment "spared"
                        ip6 saddr @spared6 return comment "spared"
                        udp dport { 5060-5069 } goto closed comment "judged by grants alone"
                        tcp dport { 80, 443, 5060-5069 } goto closed comment "judged by grants alone"
                        ip saddr @allow4_all return comment "granted"
                        ip saddr @allow4_all_range return comment "granted"
                        ip6 saddr @allow6_all return comment "granted"
                        ip6 saddr @allow6_all_range return comment "granted"
                        ip saddr @allow4_sip return comment "granted"
                        ip saddr @allow4_sip_range return comment "granted"
                        ip6 saddr @allow6_sip return comment "granted"
                        ip6 saddr @allow6_sip_range return comment "granted"
                        ip saddr @allow4_web return comment "granted"
                        ip saddr @allow4_web_range return comment "granted"
                        ip6 saddr @allow6_web return comment "granted"
                        ip6 saddr @allow6_web_range return comment "granted"
                        goto closed comment "has no grant"
                    }
                    chain input {
                        type filter hook input priority -5; policy drop;
                        iif "lo" accept comment "loopback"
                        ip saddr { 10.0.0.0/8, 192.168.0.0/16 } counter name "lan" accept comment "lan"
                        ip6 saddr { fd00::/8 } counter name "lan" accept comment "lan"
                        ip saddr @allow4_all goto granted comment "all"
                        ip saddr @allow4_all_range goto granted comment "all"
                        ip6 saddr @allow6_all goto granted comment "all"
                        ip6 saddr @allow6_all_range goto granted comment "all"
                        ip saddr @allow4_sip udp dport { 5060-5069 } goto granted comment "sip"
                        ip saddr @allow4_sip tcp dport { 5060-5069 } goto granted comment "sip"
                        ip saddr @allow4_sip_range udp dport { 5060-5069 } goto granted comment "sip"
                        ip saddr @allow4_sip_range tcp dport { 5060-5069 } goto granted comment "sip"
                        ip6 saddr @allow6_sip udp dport { 5060-5069 } goto granted comment "sip"
                        ip6 saddr @allow6_sip tcp dport { 5060-5069 } goto granted comment "sip"
                        ip6 saddr @allow6_sip_range udp dport { 5060-5069 } goto granted comment "sip"
                        ip6 saddr @allow6_sip_range tcp dport { 5060-5069 } goto granted comment "sip"
                        ip saddr @allow4_web tcp dport { 80, 443 } goto granted comment "web"
                        ip saddr @allow4_web_range tcp dport { 80, 443 } goto granted comment "web"
                        ip6 saddr @allow6_web tcp dport { 80, 443 } goto granted comment "web"
                        ip6 saddr @allow6_web_range tcp dport { 80, 443 } goto granted comment "web"
                        ip saddr @ban4 jump answering
                        ip saddr @ban4_range jump answering
                        ip6 saddr & ffff:ffff:ffff:ffff:: @ban6 jump answering
                        ip6 saddr @ban6_range jump answering
                        ip saddr @judged4 jump judged
                        ip saddr @used4 jump judged
                        ip saddr @flows4 jump judged
                        ip6 saddr @judged6 jump judged
                        ip6 saddr @used6 jump judged
                        ip6 saddr @flows6 jump judged
                        ct direction reply ct state established,related counter name "replies" accept comment "replies"
                        ct state related counter name "replies" accept comment "errors about flows"
                        icmp type { destination-unreachable, time-exceeded, parameter-problem } counter name "host" accept comment "errors"
                        icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } counter name "host" accept comment "errors"
                        icmp type echo-request limit rate 20/second burst 40 packets counter name "host" accept comment "ping"
                        icmpv6 type echo-request limit rate 20/second burst 40 packets counter name "host" accept comment "ping"
                        icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 counter name "host" accept comment "neighbour discovery"
                        icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } ip6 saddr fe80::/10 counter name "host" accept comment "multicast listeners"
                        ip daddr 255.255.255.255 udp sport 67 udp dport 68 counter name "host" accept comment "DHCP"
                        ip saddr { 10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16 } udp sport 67 udp dport 68 counter name "host" accept comment "DHCP"
                        ip6 saddr fe80::/10 udp sport 547 udp dport 546 counter name "host" accept comment "DHCPv6"
                        goto closed
                    }
                    chain output {
                        type filter hook output priority -5; policy accept;
                        oif "lo" accept comment "loopback"
                        ip daddr { 10.0.0.0/8, 192.168.0.0/16 } accept comment "lan"
                        ip6 daddr { fd00::/8 } accept comment "lan"
                        ip daddr @judged4 update @used4 { ip daddr } accept
                        ip daddr @used4 update @used4 { ip daddr } accept
                        ip daddr @flows4 update @flows4 { ip daddr } accept
                        ip6 daddr @judged6 update @used6 { ip6 daddr } accept
                        ip6 daddr @used6 update @used6 { ip6 daddr } accept
                        ip6 daddr @flows6 update @flows6 { ip6 daddr } accept
                        udp sport { 5060-5069 } @th,64,64 0x5245474953544552 update @peers4 { ip daddr } accept
                        udp sport { 5060-5069 } @th,64,64 0x5245474953544552 update @peers6 { ip6 daddr } accept
                        meta l4proto udp @th,64,64 0x5349502f322e3020 accept comment "answers of SIP"
                        udp sport { 5060-5069 } ct direction reply jump asked
                        ct direction original update @peers4 { ip daddr }
                        ct direction original update @peers6 { ip6 daddr }
                    }
                    chain door {
                        type filter hook output priority -5; policy accept;
                        accept comment "whoever is on this box may call"
                    }
                }
                """);
    }

    private static Ruleset withDoor(Door door) {
        return new Ruleset(
                Mode.ENFORCE,
                Optional.empty(),
                ImmutableList.of(),
                SERVICES,
                ImmutableList.of(),
                true,
                true,
                Optional.of(door));
    }

    @Test
    void the_door_reads_like_this() {
        assertThat(withDoor(new Door(4573, ImmutableSortedSet.of(112, 0, 998), true))
                        .rules()
                        .get("door"))
                .containsExactly(
                        "oif != \"lo\" accept comment \"to others\"",
                        "oif \"lo\" tcp sport 4573 meta skuid { 0, 112, 998 } accept comment \"calls are answered\"",
                        "oif \"lo\" tcp sport 4573 tcp flags & (syn | ack) == syn | ack counter name \"squatted\" drop"
                                + " comment \"who answers here is not callgate\"",
                        "oif \"lo\" tcp sport 4573 meta skuid != { 0, 112, 998 } counter name \"squatted\" drop"
                                + " comment \"who answers here is not callgate\"",
                        "oif \"lo\" tcp dport 4573 meta skuid != { 0, 112, 998 } counter name \"door\" goto verdict");
    }

    @Test
    void who_may_call_is_left_open_until_it_is_known_who_asterisk_is() {
        assertThat(withDoor(new Door(4573, ImmutableSortedSet.of(0), false))
                        .rules()
                        .get("door"))
                .noneMatch(rule -> rule.contains("dport"))
                .anyMatch(rule -> rule.contains("squatted"));
    }

    private static final Ruleset ENFORCED = new Ruleset(Mode.ENFORCE, LAN, SERVICES);

    @Test
    void observing_changes_the_verdict_and_the_policy_only() {
        assertThat(ENFORCED.with(Mode.OBSERVE, Optional.empty()).text())
                .isEqualTo(ENFORCED.text()
                        .replace(
                                "\t\tdrop comment \"enforce\"",
                                "\t\tlimit rate 10/second burst 50 packets log prefix \"callgate: would drop \"\n"
                                        + "\t\taccept comment \"observe\"")
                        .replace("policy drop", "policy accept"));
    }

    @Test
    void a_trial_drops_as_long_as_the_kernel_says_so() {
        assertThat(ENFORCED.with(Mode.ENFORCE, Optional.of(Instant.EPOCH)).text())
                .isEqualTo(ENFORCED.text()
                        .replace(
                                "\t\tdrop comment \"enforce\"",
                                "\t\tmeta nfproto @unconfirmed drop comment \"enforce until not confirmed\"\n"
                                        + "\t\taccept comment \"not confirmed in time\"")
                        .replace("policy drop", "policy accept"));
    }

    @Test
    void what_is_open_to_everybody_stands_before_what_is_judged() {
        Ruleset open = new Ruleset(
                Mode.ENFORCE,
                Optional.empty(),
                ImmutableList.of(),
                SERVICES,
                ImmutableList.of(OpenService.parse("web"), OpenService.parse("sip 20/second")),
                false);
        assertThat(open.rules().get("input"))
                .noneMatch(rule -> rule.contains("echo-request"))
                .containsSubsequence(
                        "ip6 saddr @allow6_web_range tcp dport { 80, 443 } goto granted comment \"web\"",
                        "tcp dport { 80, 443 } counter name \"open\" accept comment \"web is open to everybody\"",
                        "udp dport { 5060-5069 } update @rate4_sip { ip saddr limit rate 20/second burst 40 packets }"
                                + " counter name \"open\" accept comment \"sip is open to everybody\"",
                        "tcp dport { 5060-5069 } ct state established counter name \"open\" accept"
                                + " comment \"sip is open to everybody\"",
                        "tcp dport { 5060-5069 } update @rate6_sip { ip6 saddr & ffff:ffff:ffff:ffff:: limit rate"
                                + " 20/second burst 40 packets } counter name \"open\" accept"
                                + " comment \"sip is open to everybody\"",
                        "ip saddr @judged4 jump judged");
        assertThat(open.rules().get("strangers"))
                .startsWith(
                        "tcp dport { 80, 443 } return comment \"open to everybody\"",
                        "tcp dport { 5060-5069 } return comment \"open to everybody\"");
        assertThat(open.rules().get("asked"))
                .startsWith("udp sport { 5060-5069 } return comment \"open to everybody\"");
        assertThat(open.text())
                .contains("set rate6_sip { type ipv6_addr; flags dynamic,timeout; size 65536; timeout 1m; }")
                .doesNotContain("rate4_web");
    }

    @Test
    void an_unknown_service_cannot_be_open() {
        assertThatThrownBy(() -> new Ruleset(
                        Mode.ENFORCE,
                        Optional.empty(),
                        ImmutableList.of(),
                        SERVICES,
                        ImmutableList.of(OpenService.parse("iax")),
                        true))
                .hasMessageContaining("no service \"iax\"");
    }

    @Test
    void without_a_lan_there_is_no_rule_for_it() {
        assertThat(new Ruleset(Mode.ENFORCE, List.of(), SERVICES).text()).doesNotContain("\"lan\"");
    }

    @Test
    void overlapping_and_adjacent_ports_become_one_range() {
        assertThat(Ports.matches(
                        Stream.of("udp/5060-5069", "udp/5065-5080", "udp/69", "udp/5081", "udp/5083", "udp/70-71")
                                .map(PortRange::parse)
                                .toList()))
                .containsExactly("udp dport { 69-71, 5060-5081, 5083 }");
    }

    @Test
    void services_whose_sets_would_share_a_name_are_refused() {
        ImmutableList<PortRange> ports = ImmutableList.of(PortRange.parse("tcp/1"));
        ServiceCatalog clash = new ServiceCatalog(ImmutableSortedMap.of("x", ports, "x_range", ports));
        assertThatThrownBy(() -> new Ruleset(Mode.ENFORCE, List.of(), clash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"x\" and \"x_range\"");
        new Ruleset(Mode.ENFORCE, List.of(), new ServiceCatalog(ImmutableSortedMap.of("x_range", ports)));
    }

    @Test
    void whoever_does_not_want_to_see_strangers_has_nothing_of_it() {
        Ruleset blind = new Ruleset(
                Mode.ENFORCE,
                Optional.empty(),
                ImmutableList.of(),
                SERVICES,
                ImmutableList.of(),
                true,
                false,
                Optional.empty());
        assertThat(blind.text())
                .doesNotContain("sight", "log group", "spray", "pace")
                .contains("counter name \"closed\"");
    }
}
