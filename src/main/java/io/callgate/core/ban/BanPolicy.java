package io.callgate.core.ban;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Wider than these is a slip of the hand more often than a wish. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 32;

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
        return shield(range).map(shield -> range + " is never banned: it touches " + shield);
    }

    /** Why nobody should mean all of {@code range}; empty when somebody may. */
    public static Optional<String> tooWide(AddressRange range) {
        int widest = range.isV6() ? WIDEST_V6 : WIDEST_V4;
        return range.prefix() < widest
                ? Optional.of(range + " is wider than /" + widest + "; --force bans it all the same")
                : Optional.empty();
    }

    /**
     * What a ban of {@code asked} shuts out: of IPv6 its whole /64, unless somebody is in there who can never be banned, such as
     * this box beside its neighbours at a hosting provider.
     */
    public AddressRange reach(AddressRange asked) {
        AddressRange widened = Banned.widened(asked);
        return shield(widened).isPresent() && shield(asked).isEmpty() ? asked : widened;
    }

    /** Takes out of {@code bans} who is never banned, whoever wrote them into the book, and answers whose these were. */
    public List<AddressRange> spare(Banned bans) {
        List<AddressRange> refused = new ArrayList<>();
        bans.each((range, end) -> {
            if (shield(range).isPresent()) refused.add(range);
        });
        refused.forEach(bans::forget);
        return refused;
    }

    /** Without whom the box talks to nobody, or whom the administrator spares: why, if {@code address} is one of them itself. */
    public Optional<String> need(Address address) {
        return shield(address.asRange());
    }

    /** Loops, and words only when they are needed: it is asked between an attack and its end. */
    private Optional<String> shield(AddressRange range) {
        for (Shield always : ALWAYS) if (always.range.overlaps(range)) return Optional.of(always.name);
        for (Address address : own)
            if (address.asRange().overlaps(range)) return Optional.of("the PBX's own address " + address);
        for (AddressRange network : lan)
            if (network.overlaps(range)) return Optional.of("the LAN " + network + " (firewall.lan)");
        for (AddressRange spared : never) if (spared.overlaps(range)) return Optional.of(spared + " (jail.never)");
        for (Address server : nameServers)
            if (server.asRange().overlaps(range))
                return Optional.of("the name server " + server + ", which this box asks");
        return Optional.empty();
    }
}
