package io.callgate.firewall.ruleset;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of a {@link Ruleset} as nft writes them, in the order in which a packet meets them. */
public final class Rules {

    /** The chain with the one decision over all packets that nothing allows. */
    public static final String VERDICT = "verdict";

    private static final String SIGHT = "sight";

    /** More than a phone sends, or anybody who knocks. */
    private static final String TOO_FAST = "limit rate over 30/second burst 60 packets";

    /** What all strangers together may cost. */
    private static final String FLOOD = "limit rate over 100000/second burst 20000 packets";

    /** The request line and the first headers of SIP. */
    private static final int OF_SIP = 1500;

    private static final int OF_OTHERS = 128;

    private static final String CLIENT_V6 = " & ffff:ffff:ffff:ffff::";

    /** Private and link-local networks, and that of providers for their customers: RFC 1918, 3927, 6598. */
    private static final String LOCAL = "{ 10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16 }";

    private static final String NEIGHBOURS = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255";

    private static final String REFUSED = "counter name \"banned\" goto " + VERDICT;

    /** How the payload of UDP begins: "SIP/2.0 ", which only an answer does, and "REGISTER". */
    private static final String IS_ANSWER = "@th,64,64 0x5349502f322e3020";

    private static final String IS_REGISTER = "@th,64,64 0x5245474953544552";

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
        rules.strangers();
        rules.asked();
        rules.chains.put("closed", "counter name \"closed\"" + (ruleset.sight() ? " jump " + SIGHT : ""));
        rules.chains.put("closed", "ct status assured ct direction original jump strangers");
        rules.chains.put("closed", "goto " + VERDICT);
        rules.used();
        rules.answering();
        rules.judgedOnes();
        rules.input();
        rules.output();
        ruleset.door().ifPresentOrElse(rules::door, rules::noDoor);
        return ImmutableListMultimap.copyOf(rules.chains);
    }

    /** What becomes of packets that nothing allows. */
    public static List<String> verdict(Ruleset ruleset) {
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
        // Who is banned takes its whole /64 along, and a router may be in it: without it there would be no way at all.
        chains.put(chain, NEIGHBOURS + " accept comment \"neighbour discovery\"");
        chains.put(chain, "fib daddr type unicast accept comment \"forwarded\"");
        chains.put(chain, "iif \"lo\" accept comment \"loopback\"");
        for (String lan : lan()) chains.put(chain, lan + " accept comment \"lan\"");
        ruleset.opened()
                .flatMap(service -> bothKinds(service).stream())
                .forEach(set -> chains.put(chain, source(set) + " accept comment \"granted\""));
        for (boolean v6 : FAMILIES)
            for (boolean isInterval : new boolean[] {false, true})
                chains.put(chain, source(GateSet.shut(v6, isInterval)) + " " + REFUSED + " comment \"by hand\"");
        // The words over which somebody is banned can be sent in another's name: those whom the PBX talks to lose no
        // answer.
        for (boolean v6 : FAMILIES)
            for (GateSet set : List.of(GateSet.peers(v6), GateSet.spared(v6)))
                chains.put(chain, source(set) + " accept comment \"may answer\"");
        chains.put(chain, REFUSED);
    }

    /** Of the banned whom the PBX began flows to, what they answer passes on to what else is held against them, and nothing else. */
    private void answering() {
        String chain = "answering";
        chains.put(chain, NEIGHBOURS + " return");
        granted(chain);
        chains.put(chain, "ct direction reply ct state established,related return comment \"answers the PBX\"");
        chains.put(chain, REFUSED);
    }

    private static String banned(boolean v6) {
        return v6
                ? "ip6 saddr" + CLIENT_V6 + " @" + GateSet.ban(true, false).name()
                : source(GateSet.ban(false, false));
    }

    private void granted(String chain) {
        ruleset.opened()
                .flatMap(service -> bothKinds(service).stream())
                .forEach(set -> chains.put(chain, source(set) + " return comment \"granted\""));
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
            chains.put("early", banned(v6) + " goto banned");
            chains.put("early", source(GateSet.ban(v6, true)) + " goto banned");
        }
    }

    private void input() {
        input("iif \"lo\" accept comment \"loopback\"");
        for (String lan : lan()) accept(lan, "lan", "lan");
        ruleset.opened().forEach(this::opened);
        for (boolean v6 : FAMILIES)
            for (String client : List.of(banned(v6), source(GateSet.ban(v6, true)))) input(client + " jump answering");
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

    private void opened(String service) {
        for (GateSet set : bothKinds(service)) {
            String rest = " goto granted comment \"" + service + "\"";
            if (service.equals(Services.ALL)) input(source(set) + rest);
            else
                for (String ports : Ports.matches(ruleset.services().byName().get(service)))
                    input(source(set) + " " + ports + rest);
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
     * Lets in what a grant allows, and notes who began to use one: when the grant ends, flows that the PBX began do not speak
     * for him. Not of those to whom the PBX began flows before: nobody can shut out its provider by a grant that ends.
     */
    private void used() {
        for (boolean v6 : FAMILIES) chains.put("used", source(GateSet.spared(v6)) + " return comment \"spared\"");
        for (boolean v6 : FAMILIES)
            chains.put("used", source(GateSet.peers(v6)) + " " + note(GateSet.peers(v6), source(v6)) + " return");
        for (boolean v6 : FAMILIES) chains.put("used", note(GateSet.used(v6), source(v6)));
        chains.put("granted", "counter name \"granted\"");
        chains.put("granted", "ct direction original jump used");
        chains.put("granted", "accept comment \"granted\"");
    }

    /**
     * Of what nothing allows, notes who had a connection, from when it was still let in. It takes the numbers that the PBX
     * answered with to complete one, so that it is nobody in another's name. Of UDP, see {@link #asked}.
     */
    private void strangers() {
        openPorts("tcp").forEach(ports -> chains.put("strangers", ports + " return comment \"open to everybody\""));
        for (boolean v6 : FAMILIES)
            for (String ports : guarded())
                if (ports.startsWith("tcp"))
                    chains.put(
                            "strangers",
                            source(v6) + " != @" + GateSet.peers(v6).name() + " " + source(v6) + " != @"
                                    + GateSet.spared(v6).name() + " " + ports + " "
                                    + note(GateSet.flows(v6), source(v6)));
    }

    /**
     * Of those who began a flow of SIP, notes whom the PBX asks something: a phone that it took the registration of, a caller
     * whom it let in. Anybody can send packets in another's name and have the PBX answer; it asks nobody for that.
     */
    private void asked() {
        openPorts("udp").forEach(ports -> chains.put("asked", sent(ports) + " return comment \"open to everybody\""));
        for (boolean v6 : FAMILIES)
            chains.put(
                    "asked",
                    target(v6) + " != @" + GateSet.peers(v6).name() + " " + target(v6) + " != @"
                            + GateSet.spared(v6).name() + " " + note(GateSet.flows(v6), target(v6)));
    }

    private Stream<String> openPorts(String protocol) {
        return ruleset.open().stream()
                .flatMap(open -> Ports.matches(ruleset.services().byName().get(open.service())).stream())
                .filter(ports -> ports.startsWith(protocol));
    }

    private static String sent(String received) {
        return received.replace("dport", "sport").replace("saddr", "daddr");
    }

    private static String note(GateSet set, String address) {
        return "update @" + set.name() + " { " + address + " }";
    }

    private List<String> guarded() {
        return Ports.matches(ruleset.services().byName().values().stream()
                .flatMap(Collection::stream)
                .toList());
    }

    /**
     * Stands before the replies: a flow that the PBX itself began, such as its keep-alive to a registered phone, must not let
     * in a phone whose grant was taken away. Who has a grant is judged by ports; who has none, by nothing.
     */
    private void judged() {
        for (boolean v6 : FAMILIES)
            for (GateSet set : List.of(GateSet.judged(v6), GateSet.used(v6), GateSet.flows(v6)))
                input(source(set) + " jump judged");
    }

    private void judgedOnes() {
        String chain = "judged";
        // Without it the box has no neighbour there at all, as of IPv4 by ARP, which is not asked either.
        chains.put(chain, NEIGHBOURS + " return");
        for (boolean v6 : FAMILIES) chains.put(chain, source(GateSet.spared(v6)) + " return comment \"spared\"");
        for (String ports : guarded()) chains.put(chain, ports + " goto closed comment \"judged by grants alone\"");
        granted(chain);
        chains.put(chain, "goto closed comment \"has no grant\"");
    }

    /**
     * Lets all out, and notes to whom the PBX begins flows by itself: not its media, which go wherever a phone says, nor its
     * answers, which go where the header of a request says. Whom it registers at is one of them, whoever sent first: packets in
     * a provider's name must not make a stranger of it.
     */
    private void output() {
        output("oif \"lo\" accept comment \"loopback\"");
        for (String lan : lan()) output(sent(lan) + " accept comment \"lan\"");
        for (boolean v6 : FAMILIES) {
            output(target(GateSet.judged(v6)) + " " + note(GateSet.used(v6), target(v6)) + " accept");
            for (GateSet set : List.of(GateSet.used(v6), GateSet.flows(v6)))
                output(target(set) + " " + note(set, target(v6)) + " accept");
        }
        for (String ports : udpOf("sip"))
            for (boolean v6 : FAMILIES)
                output(sent(ports) + " " + IS_REGISTER + " " + note(GateSet.peers(v6), target(v6)) + " accept");
        udpOf("rtp").forEach(ports -> output(sent(ports) + " accept comment \"media\""));
        output("meta l4proto udp " + IS_ANSWER + " accept comment \"answers of SIP\"");
        udpOf("sip").forEach(ports -> output(sent(ports) + " ct direction reply jump asked"));
        for (boolean v6 : FAMILIES) output("ct direction original " + note(GateSet.peers(v6), target(v6)));
    }

    private void output(String rule) {
        chains.put("output", rule);
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
        // A server's answer to a renewal is a reply; what else it sends is for the link (RFC 2131 4.1), or from one
        // that no
        // router of the Internet knows a way for.
        accept("ip daddr 255.255.255.255 udp sport 67 udp dport 68", "host", "DHCP");
        accept("ip saddr " + LOCAL + " udp sport 67 udp dport 68", "host", "DHCP");
        accept("ip6 saddr fe80::/10 udp sport 547 udp dport 546", "host", "DHCPv6");
    }

    private static String target(GateSet set) {
        return target(set.isV6()) + " @" + set.name();
    }

    private static String target(boolean v6) {
        return v6 ? "ip6 daddr" : "ip daddr";
    }

    /**
     * Programs of this box at the port of the calls. Nobody else answers there, whatever the mode: he would be told accounts and
     * PINs. A reply to the beginning of a connection that no socket owns, as of one whose queue is full, is nobody's.
     */
    private void door(Door door) {
        String users = "{ " + Joiner.on(", ").join(door.users()) + " }";
        String from = "oif \"lo\" tcp sport " + door.port();
        door("oif != \"lo\" accept comment \"to others\"");
        door(from + " meta skuid " + users + " accept comment \"calls are answered\"");
        String squatted = " counter name \"squatted\" drop comment \"who answers here is not callgate\"";
        door(from + " tcp flags & (syn | ack) == syn | ack" + squatted);
        door(from + " meta skuid != " + users + squatted);
        if (door.closed())
            door("oif \"lo\" tcp dport " + door.port() + " meta skuid != " + users + " counter name \"door\" goto "
                    + VERDICT);
    }

    private void door(String rule) {
        chains.put(Base.DOOR.name(), rule);
    }

    /** A chain that decides nothing. */
    private void noDoor() {
        door("accept comment \"whoever is on this box may call\"");
    }

    private static String source(GateSet set) {
        return source(set.isV6()) + " @" + set.name();
    }

    private static String source(boolean v6) {
        return v6 ? "ip6 saddr" : "ip saddr";
    }
}
