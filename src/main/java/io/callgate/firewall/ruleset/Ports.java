package io.callgate.firewall.ruleset;

import io.callgate.core.service.PortRange;
import io.callgate.core.service.PortRange.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes ranges of ports as nft matches them. */
final class Ports {

    private Ports() {}

    /** One match for each protocol that occurs; overlapping and adjacent ranges of ports become one. */
    static List<String> matches(Collection<PortRange> ranges) {
        return Stream.of(Protocol.UDP, Protocol.TCP)
                .map(protocol -> ranges.stream()
                        .filter(range -> range.protocol() == protocol)
                        .sorted(Comparator.comparingInt(PortRange::first))
                        .toList())
                .filter(own -> !own.isEmpty())
                .map(Ports::merged)
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
