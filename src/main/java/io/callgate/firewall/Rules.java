package io.callgate.firewall;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.Services;
import io.callgate.gate.Firewall.Mode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The rules of a {@link Ruleset} as nft writes them, in the order in which a packet meets them. */
final class Rules {

    /** The chain with the one decision over all packets that nothing allows. */
    static final String VERDICT = "verdict";

    private static final String SIGHT = "sight";

    /** More than a phone sends, or anybody who knocks. */
    private static final String TOO_FAST = "limit rate over 30/second burst 60 packets";

    /** What all strangers together may cost. */
    private static final String FLOOD = "limit rate over 100000/second burst 20000 packets";

    /** The request line and the first headers of SIP. */
    private static final int OF_SIP = 1500;

    private static final int OF_OTHERS = 128;

    private static final String CLIENT_V6 = " & ffff:ffff:ffff:ffff::";
    private static final boolean[] FAMILIES = {false, true};

    private final Ruleset ruleset;
    private final ListMultimap<String, String> chains =
            MultimapBuilder.linkedHashKeys().arrayListValues().build();

    private Rules(Ruleset ruleset) {
        this.ruleset = ruleset;
    }

    static ImmutableListMultimap<String, String> of(Ruleset ruleset) {
        Rules rules = new Rules(ruleset);
        rules.chains.putAll(VERDICT, verdict(ruleset));
        rules.banned();
        rules.early();
        if (ruleset.sight()) rules.sight();
        rules.chains.put("closed", "counter name \"closed\"" + (ruleset.sight() ? " jump " + SIGHT : ""));
        rules.chains.put("closed", "goto " + VERDICT);
        rules.input();
        return ImmutableListMultimap.copyOf(rules.chains);
    }

    /** What becomes of packets that nothing allows. */
    static List<String> verdict(Ruleset ruleset) {
        if (ruleset.mode() == Mode.OBSERVE)
            return List.of(
                    "limit rate 10/second burst 50 packets log prefix \"callgate: would drop \"",
                    "accept comment \"observe\"");
        if (ruleset.trialUntil().isEmpty()) return List.of("drop comment \"enforce\"");
        return List.of(
                "meta nfproto @" + GateSet.UNCONFIRMED.name() + " drop comment \"enforce until not confirmed\"",
                "accept comment \"not confirmed in time\"");
    }

    /** A grant beats a ban, and what is not for this host is not callgate's. */
    private void banned() {
        String chain = "banned";
        chains.put(chain, "fib daddr type unicast accept comment \"forwarded\"");
        chains.put(chain, "iif \"lo\" accept comment \"loopback\"");
        for (String lan : lan()) chains.put(chain, lan + " accept comment \"lan\"");
        ruleset.opened()
                .flatMap(service -> bothKinds(service).stream())
                .forEach(set -> chains.put(chain, source(set) + " accept comment \"granted\""));
        chains.put(chain, "counter name \"banned\" goto " + VERDICT);
    }

    /** Shows the program what nothing allows, and decides nothing. */
    private void sight() {
        sight("meta l4proto != { tcp, udp } return");
        sight("tcp flags & (fin | syn | rst | ack) != syn return comment \"no beginning\"");
        // A call that goes on when its grant ends must not make its caller one who sprays.
        udpOf("rtp").forEach(ports -> sight(ports + " return comment \"media\""));
        for (boolean v6 : FAMILIES) {
            String client = source(v6) + (v6 ? CLIENT_V6 : "");
            sight("update @" + GateSet.pace(v6).name() + " { " + client + " " + TOO_FAST + " } update @"
                    + GateSet.spray(v6).name() + " { " + client + " } return comment \"too fast to be looked at\"");
            sight(client + " @" + GateSet.spray(v6).name() + " return comment \"was too fast\"");
        }
        sight(FLOOD + " return comment \"too many to be looked at\"");
        udpOf("sip").forEach(ports -> sight(ports + " " + log(OF_SIP) + " return"));
        sight(log(OF_OTHERS));
    }

    private List<String> udpOf(String service) {
        return Ports.matches(ruleset.services().byName().getOrDefault(service, ImmutableList.of())).stream()
                .filter(ports -> ports.startsWith("udp"))
                .toList();
    }

    private void sight(String rule) {
        chains.put(SIGHT, rule);
    }

    private static String log(int bytes) {
        return "log group " + Ruleset.SIGHT_GROUP + " snaplen " + bytes;
    }

    private void early() {
        for (boolean v6 : FAMILIES) {
            String client = v6
                    ? "ip6 saddr" + CLIENT_V6 + " @" + GateSet.ban(true, false).name()
                    : source(GateSet.ban(false, false));
            chains.put("early", client + " goto banned");
            chains.put("early", source(GateSet.ban(v6, true)) + " goto banned");
        }
    }

    private void input() {
        input("iif \"lo\" accept comment \"loopback\"");
        for (String lan : lan()) accept(lan, "lan", "lan");
        ruleset.opened().forEach(this::granted);
        ruleset.open().forEach(this::open);
        judged();
        replies();
        host();
        input("goto closed");
    }

    private void input(String rule) {
        chains.put("input", rule);
    }

    private void accept(String what, String counter, String comment) {
        input(what + " counter name \"" + counter + "\" accept comment \"" + comment + "\"");
    }

    private List<String> lan() {
        return List.of(false, true).stream()
                .map(this::lan)
                .filter(lan -> !lan.isEmpty())
                .toList();
    }

    private String lan(boolean v6) {
        Collection<AddressRange> lan = ruleset.lan();
        String ranges = lan.stream()
                .filter(range -> range.isV6() == v6)
                // nft refuses a set whose intervals overlap.
                .filter(range -> lan.stream().noneMatch(other -> !other.equals(range) && other.contains(range)))
                .distinct()
                .sorted()
                .map(AddressRange::toString)
                .collect(Collectors.joining(", "));
        return ranges.isEmpty() ? "" : source(v6) + " { " + ranges + " }";
    }

    private void granted(String service) {
        for (GateSet set : bothKinds(service)) {
            if (service.equals(Services.ALL)) accept(source(set), "granted", service);
            else
                for (String ports : Ports.matches(ruleset.services().byName().get(service)))
                    accept(source(set) + " " + ports, "granted", service);
        }
    }

    private static List<GateSet> bothKinds(String service) {
        return List.of(
                GateSet.allow(service, false, false),
                GateSet.allow(service, false, true),
                GateSet.allow(service, true, false),
                GateSet.allow(service, true, true));
    }

    /** With a rate, TCP is counted by the connections begun, UDP, which knows none, by packets. */
    private void open(OpenService open) {
        String comment = open.service() + " is open to everybody";
        for (String ports : Ports.matches(ruleset.services().byName().get(open.service()))) {
            if (open.perSecond().isEmpty()) accept(ports, "open", comment);
            else rated(open, ports, open.perSecond().get(), comment);
        }
    }

    private void rated(OpenService open, String ports, int rate, String comment) {
        if (ports.startsWith("tcp")) accept(ports + " ct state established", "open", comment);
        for (boolean v6 : FAMILIES) {
            String client = source(v6) + (v6 ? CLIENT_V6 : "");
            String meter = "update @" + GateSet.rate(open.service(), v6).name() + " { " + client + " limit rate " + rate
                    + "/second burst " + 2 * rate + " packets }";
            accept(ports + " " + meter, "open", comment);
        }
    }

    /**
     * Stands before the replies: a flow that the PBX itself began, such as its keep-alive to a registered phone, must not let
     * in a phone whose grant was taken away.
     */
    private void judged() {
        List<PortRange> guarded = ruleset.services().byName().values().stream()
                .flatMap(Collection::stream)
                .toList();
        for (boolean v6 : FAMILIES)
            for (boolean interval : FAMILIES)
                for (String ports : Ports.matches(guarded))
                    input(source(GateSet.judged(v6, interval)) + " " + ports
                            + " goto closed comment \"judged by grants alone\"");
    }

    /** Only what answers the PBX: whoever began a flow to it is judged by the sets with every packet. */
    private void replies() {
        accept("ct direction reply ct state established,related", "replies", "replies");
        accept("ct state related", "replies", "errors about flows");
    }

    private void host() {
        accept("icmp type { destination-unreachable, time-exceeded, parameter-problem }", "host", "errors");
        accept(
                "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem }",
                "host",
                "errors");
        if (ruleset.ping())
            for (String icmp : List.of("icmp", "icmpv6"))
                accept(icmp + " type echo-request limit rate 20/second burst 40 packets", "host", "ping");
        // Routers never forward with hop limit 255, so these come from this link.
        accept(
                "icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255",
                "host",
                "neighbour discovery");
        accept(
                "icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report }"
                        + " ip6 saddr fe80::/10",
                "host",
                "multicast listeners");
        accept("meta nfproto ipv4 udp sport 67 udp dport 68", "host", "DHCP");
        accept("ip6 saddr fe80::/10 udp sport 547 udp dport 546", "host", "DHCPv6");
    }

    private static String source(GateSet set) {
        return source(set.isV6()) + " @" + set.name();
    }

    private static String source(boolean v6) {
        return v6 ? "ip6 saddr" : "ip saddr";
    }
}
