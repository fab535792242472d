package io.callgate.core.jail;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;

/** The clients of {@link Banned} as numbers: one for an IPv4 address, one for an IPv6 /64. */
final class Clients {

    /** No client has an address of ff00::/8, which is multicast (RFC 4291 §2.7). */
    private static final long V4 = 0xff00_0000_0000_0000L;

    private Clients() {}

    static long key(Address address) {
        return address.isV6() ? address.high() : V4 | address.low();
    }

    /** An address of the client with this key. */
    static Address address(long key) {
        boolean v4 = key >>> 32 == V4 >>> 32;
        return v4 ? new Address(false, 0, key & 0xffff_ffffL) : new Address(true, key, 0);
    }

    static AddressRange range(Address address) {
        return Banned.widened(address.asRange());
    }

    /** Spreads the bits of a key over all of the result (the finalizer of SplitMix64). */
    static long mixed(long key) {
        long z = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
