package io.callgate.core.ban;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who can never be banned. Not the gateway: what comes through it bears its senders' addresses, and what it does for its
 * neighbours as itself is no IPv4 (ARP) or link-local.
 *
 * @param own the PBX's own addresses
 * @param lan what is always let in
 * @param never whom else the administrator spares
 * @param nameServers whom this box asks for names: a forged attack from there must not cut it off DNS
 */
public record BanPolicy(
        ImmutableSet<Address> own,
        ImmutableList<AddressRange> lan,
        ImmutableList<AddressRange> never,
        ImmutableSet<Address> nameServers) {

    private record Shield(AddressRange range, String name) {}

    /** Without these a host talks to nobody: itself, its neighbours (RFC 4291 §2.5.6), groups. */
    private static final ImmutableList<Shield> ALWAYS = ImmutableList.of(
            always("0.0.0.0/8", "the unspecified network"),
            always("127.0.0.0/8", "loopback"),
            always("224.0.0.0/3", "multicast, reserved and broadcast"),
            always("::/64", "unspecified and loopback"),
            always("fe80::/10", "link-local"),
            always("ff00::/8", "multicast"));

    private static Shield always(String range, String name) {
        return new Shield(AddressRange.parse(range), name + " (" + range + ")");
    }

    /** Why {@code range} is not to be banned: the value and the rule. Empty when it may be. */
    public Optional<String> refusal(AddressRange range) {
        return Stream.of(ALWAYS.stream(), ownShields(), lanShields(), neverShields(), nameServerShields())
                .flatMap(s -> s)
                .filter(shield -> shield.range.overlaps(range))
                .findFirst()
                .map(shield -> range + " is never banned: it touches " + shield.name);
    }

    private Stream<Shield> ownShields() {
        return own.stream().map(a -> new Shield(Banned.widened(a.asRange()), "the PBX's own address " + a));
    }

    private Stream<Shield> neverShields() {
        return never.stream().map(n -> new Shield(Banned.widened(n), n + " (jail.never)"));
    }

    private Stream<Shield> nameServerShields() {
        return nameServers.stream()
                .map(a -> new Shield(Banned.widened(a.asRange()), "the name server " + a + ", which this box asks"));
    }

    private Stream<Shield> lanShields() {
        return lan.stream().map(l -> new Shield(l, "the LAN " + l + " (firewall.lan)"));
    }
}
