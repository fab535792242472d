package io.callgate.app.tm3;

import com.google.common.base.Splitter;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.ServiceCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which services open the ports of a rule. */
final class Ports {

    /** Second ports of Incredible PBX's own for web and SSH, always beside the first ones (add-ip 1.4). */
    private static final Set<Integer> SECOND = Set.of(9080, 9022);

    private final ServiceCatalog services;
    final Set<String> opened = new TreeSet<>();
    final List<PortRange> asked = new ArrayList<>();
    final List<String> remarks = new ArrayList<>();

    Ports(ServiceCatalog services) {
        this.services = services;
    }

    /**
     * Adds the services for a rule's ports.
     *
     * @param text numbers and ranges as iptables writes them: {@code 80,9080} or {@code 5060:5069}
     * @throws IllegalArgumentException naming a port that no service here has
     */
    void add(Protocol protocol, String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : Splitter.on(',').split(text)) ranges.add(range(protocol, part));
        boolean beside = ranges.size() > 1;
        for (PortRange range : ranges) {
            if (beside
                    && range.first() == range.last()
                    && SECOND.contains(range.first())
                    && find(range).isEmpty()) remarks.add(range + " is left out");
            else add(range);
        }
    }

    private static PortRange range(Protocol protocol, String part) {
        if (!part.matches("[0-9]{1,5}(:[0-9]{1,5})?"))
            throw new IllegalArgumentException("\"" + part + "\" is not a port number or a range of them");
        return PortRange.parse(protocol + "/" + part.replace(':', '-'));
    }

    private void add(PortRange range) {
        opened.add(find(range)
                .orElseThrow(() -> new IllegalArgumentException("no service here has " + range
                        + "; name one in [services] of callgate.toml and import again")));
        asked.add(range);
    }

    /** The smallest service that has all of {@code range}: the fewest other ports come along. */
    private Optional<String> find(PortRange range) {
        return services.byName().entrySet().stream()
                .filter(e -> e.getValue().stream().anyMatch(p -> holds(p, range)))
                .min(Comparator.comparingInt(e -> size(e.getValue())))
                .map(Map.Entry::getKey);
    }

    /** What {@code service} opens that nobody of {@code asked} asked for. */
    static List<String> beyond(ServiceCatalog services, String service, List<PortRange> asked) {
        return services.byName().get(service).stream()
                .filter(range -> asked.stream().noneMatch(a -> holds(a, range)))
                .map(range -> service + " opens " + range + ", too")
                .toList();
    }

    private static boolean holds(PortRange whole, PortRange part) {
        return whole.protocol() == part.protocol() && whole.first() <= part.first() && whole.last() >= part.last();
    }

    private static int size(List<PortRange> ranges) {
        return ranges.stream().mapToInt(r -> r.last() - r.first() + 1).sum();
    }
}
