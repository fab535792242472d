package io.callgate.core.arm;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whom the firewall lets in while it enforces, by the order of its rules: loopback, the LAN, grants (which beat bans), and
 * what is open to everybody.
 *
 * @param lan what is always let in
 * @param open what is open to everybody who is not banned
 * @param policy knows the box's own addresses, and what can never be granted
 * @param grants those that hold at {@code now}
 */
public record LockOutCheck(
        ImmutableList<AddressRange> lan,
        ServiceCatalog services,
        ImmutableList<OpenService> open,
        GrantPolicy policy,
        Collection<Grant> grants,
        Banned bans,
        Instant now) {

    /** A connection that arming would cut. */
    public record Cut(Connection connection, String why, String remedy) {

        /** One line: who, why, and what to do. */
        public String message() {
            return connection.client() + " (port " + connection.serverPort() + ") " + why + ": " + remedy;
        }
    }

    /** Empty when packets of {@code connection} go on to be let in. */
    public Optional<Cut> cut(Connection connection) {
        Address client = connection.client();
        if (client.toInetAddress().isLoopbackAddress() || policy.own().contains(client)) return Optional.empty();
        if (lan.stream().anyMatch(range -> range.contains(client))) return Optional.empty();
        boolean granted = grants.stream().anyMatch(g -> g.range().contains(client) && opens(g.services(), connection));
        if (granted) return Optional.empty();
        boolean banned =
                isBanned(client) && grants.stream().noneMatch(g -> g.range().contains(client));
        boolean isOpen = open.stream().anyMatch(o -> opens(Services.of(o.service()), connection));
        if (isOpen && !banned) return Optional.empty();
        return Optional.of(new Cut(connection, banned ? "is banned" : "has no grant for it", remedy(connection)));
    }

    private boolean opens(Services granted, Connection connection) {
        return granted.names().contains(Services.ALL)
                || granted.names().stream().anyMatch(name -> hasPort(name, connection.serverPort()));
    }

    private boolean hasPort(String service, int port) {
        return services.byName().getOrDefault(service, ImmutableList.of()).stream()
                .anyMatch(range -> range.protocol() == Protocol.TCP && range.first() <= port && port <= range.last());
    }

    private boolean isBanned(Address client) {
        return IntStream.rangeClosed(0, client.bits())
                .mapToObj(prefix -> new AddressRange(client.masked(prefix), prefix))
                .anyMatch(range -> bans.end(range) > now.toEpochMilli());
    }

    private String remedy(Connection connection) {
        Address client = connection.client();
        if (policy.check(client.asRange()).isPresent())
            return "put its network into firewall.lan, because it can never be granted, and restart callgate";
        String service = services.byName().keySet().stream()
                .filter(name -> hasPort(name, connection.serverPort()))
                .findFirst()
                .orElse(Services.ALL);
        return "callgate add-ip admin " + client + " --services " + service;
    }
}
