package io.callgate.core.service;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.callgate.core.service.PortRange.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The services of this box by name, each with its ports. {@code all} is every port and stands in no list. {@code sip_udp} and
 * {@code sip_tcp} are the halves of {@code sip}, whatever its ports are, unless they are given ports of their own.
 */
public record ServiceCatalog(ImmutableSortedMap<String, ImmutableList<PortRange>> byName) {

    private static final Map<String, String> BUILT_IN = Map.of(
            "sip", "udp/5060-5069 tcp/5060-5069",
            "rtp", "udp/10000-20000",
            "iax", "udp/4569",
            "web", "tcp/80 tcp/443",
            "ssh", "tcp/22",
            "tftp", "udp/69",
            "ftp", "tcp/21",
            // 9001 is where Incredible PBX puts it, 10000 its own default.
            "webmin", "tcp/9001 tcp/10000",
            "fop", "tcp/4445");

    public ServiceCatalog {
        if (byName.containsKey(Services.ALL))
            throw new IllegalArgumentException("the service \"all\" is built in and cannot be given ports");
        byName.forEach((name, ports) -> {
            Services.of(name);
            if (ports.isEmpty()) throw new IllegalArgumentException("the service \"" + name + "\" has no ports");
        });
    }

    /** The built-in services, with those of {@code extra} added or put in their place. */
    public static ServiceCatalog builtInWith(Map<String, List<PortRange>> extra) {
        Map<String, ImmutableList<PortRange>> all = new TreeMap<>();
        BUILT_IN.forEach((name, ports) -> all.put(name, parse(ports)));
        extra.forEach((name, ports) -> all.put(name, ImmutableList.copyOf(ports)));
        for (Protocol half : Protocol.values()) {
            ImmutableList<PortRange> ports = all.get("sip").stream()
                    .filter(range -> range.protocol() == half)
                    .collect(ImmutableList.toImmutableList());
            if (!ports.isEmpty()) all.putIfAbsent("sip_" + half, ports);
        }
        return new ServiceCatalog(ImmutableSortedMap.copyOf(all));
    }

    private static ImmutableList<PortRange> parse(String ports) {
        return List.of(ports.split(" ")).stream().map(PortRange::parse).collect(ImmutableList.toImmutableList());
    }

    /**
     * Returns {@code services} when all of them are known here.
     *
     * @throws IllegalArgumentException naming the first that is not, and those that are
     */
    public Services require(Services services) {
        unknown(services).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        return services;
    }

    /** Names the first of {@code services} that is not known here, and those that are; empty when all are. */
    public Optional<String> unknown(Services services) {
        return services.names().stream()
                .filter(name -> !knows(name))
                .findFirst()
                .map(name ->
                        "there is no service \"" + name + "\"; there are all, " + String.join(", ", byName.keySet()));
    }

    /** Whether any of {@code services} can be opened here. */
    public boolean knowsAny(Services services) {
        return services.names().stream().anyMatch(this::knows);
    }

    /** Whether a service of the name uses a port. */
    public boolean has(String service, Protocol protocol, int port) {
        return byName.getOrDefault(service, ImmutableList.of()).stream()
                .anyMatch(range -> range.protocol() == protocol && range.holds(port));
    }

    /** Whether any service uses a port, of either protocol. */
    public boolean has(int port) {
        return byName.values().stream().flatMap(List::stream).anyMatch(range -> range.holds(port));
    }

    private boolean knows(String name) {
        return name.equals(Services.ALL) || byName.containsKey(name);
    }
}
