package io.callgate.firewall;

import io.callgate.core.address.AddressRange;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.Services;
import io.callgate.gate.Firewall.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of a {@link Ruleset} as nft writes them, in the order in which a packet meets them. */
final class Rules {

    private static final String GRANTED = " counter name \"granted\" accept";

    private Rules() {}

    /** The one rule of the chain where packets end that nothing allowed. */
    static String closed(Mode mode) {
        return "counter name \"closed\" " + (mode == Mode.ENFORCE ? "drop" : "accept") + " comment \"" + mode + "\"";
    }

    static List<String> input(Ruleset ruleset) {
        List<String> rules = new ArrayList<>();
        rules.add("iif \"lo\" accept comment \"loopback\"");
        lan(ruleset.lan(), rules);
        ruleset.opened().forEach(service -> granted(ruleset, service, rules));
        judged(ruleset, rules);
        replies(rules);
        host(rules);
        rules.add("goto closed");
        return rules;
    }

    private static void lan(Collection<AddressRange> lan, List<String> rules) {
        for (boolean v6 : new boolean[] {false, true}) {
            String ranges = lan.stream()
                    .filter(range -> range.isV6() == v6)
                    // nft refuses a set whose intervals overlap.
                    .filter(range -> lan.stream().noneMatch(other -> !other.equals(range) && other.contains(range)))
                    .distinct()
                    .sorted()
                    .map(AddressRange::toString)
                    .collect(Collectors.joining(", "));
            if (!ranges.isEmpty()) rules.add(source(v6) + " { " + ranges + " } accept comment \"lan\"");
        }
    }

    private static void granted(Ruleset ruleset, String service, List<String> rules) {
        String verdict = GRANTED + " comment \"" + service + "\"";
        for (GateSet set : bothKinds(service)) {
            String from = source(set.isV6()) + " @" + set.name();
            if (service.equals(Services.ALL)) rules.add(from + verdict);
            else
                for (String ports : ports(ruleset.services().byName().get(service)))
                    rules.add(from + " " + ports + verdict);
        }
    }

    private static List<GateSet> bothKinds(String service) {
        return List.of(
                GateSet.allow(service, false, false),
                GateSet.allow(service, false, true),
                GateSet.allow(service, true, false),
                GateSet.allow(service, true, true));
    }

    /**
     * Stands before the replies: a flow that the PBX itself began, such as its keep-alive to a registered phone, must not let
     * in a phone whose grant was taken away.
     */
    private static void judged(Ruleset ruleset, List<String> rules) {
        List<PortRange> guarded = ruleset.services().byName().values().stream()
                .flatMap(Collection::stream)
                .toList();
        for (boolean v6 : new boolean[] {false, true})
            for (boolean interval : new boolean[] {false, true})
                for (String ports : ports(guarded))
                    rules.add(source(v6) + " @" + GateSet.judged(v6, interval).name() + " " + ports
                            + " goto closed comment \"judged by grants alone\"");
    }

    /** Only what answers the PBX: whoever began a flow to it is judged by the sets with every packet. */
    private static void replies(List<String> rules) {
        rules.add("ct direction reply ct state established,related accept comment \"replies\"");
        rules.add("ct state related accept comment \"errors about flows\"");
    }

    private static void host(List<String> rules) {
        rules.add("icmp type { destination-unreachable, time-exceeded, parameter-problem } accept");
        rules.add("icmp type echo-request limit rate 20/second burst 40 packets accept");
        rules.add("icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept");
        // Routers never forward with hop limit 255, so these come from this link.
        rules.add("icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept");
        rules.add("icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report }"
                + " ip6 saddr fe80::/10 accept");
        rules.add("icmpv6 type echo-request limit rate 20/second burst 40 packets accept");
        rules.add("meta nfproto ipv4 udp sport 67 udp dport 68 accept comment \"DHCP\"");
        rules.add("ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment \"DHCPv6\"");
    }

    private static String source(boolean v6) {
        return v6 ? "ip6 saddr" : "ip saddr";
    }

    /** One match for each protocol that occurs; overlapping and adjacent ranges of ports become one. */
    static List<String> ports(Collection<PortRange> ranges) {
        return Stream.of(Protocol.UDP, Protocol.TCP)
                .map(protocol -> new ArrayList<>(ranges.stream()
                        .filter(range -> range.protocol() == protocol)
                        .sorted(Comparator.comparingInt(PortRange::first))
                        .toList()))
                .filter(own -> !own.isEmpty())
                .map(Rules::merged)
                .toList();
    }

    private static String merged(List<PortRange> sorted) {
        List<PortRange> merged = new ArrayList<>();
        PortRange open = sorted.get(0);
        for (PortRange next : sorted) {
            if (next.first() <= open.last() + 1) {
                open = new PortRange(open.protocol(), open.first(), Math.max(open.last(), next.last()));
            } else {
                merged.add(open);
                open = next;
            }
        }
        merged.add(open);
        return open.protocol() + " dport { "
                + merged.stream().map(PortRange::ports).collect(Collectors.joining(", ")) + " }";
    }
}
