package io.callgate.core.address;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address, never a host name: nothing here asks DNS.
 *
 * <p>The 128 bits are held in two longs; an IPv4 address stands in the lowest 32. Equal addresses are equal records,
 * and the text form is canonical (RFC 5952 for IPv6). IPv4-mapped IPv6 addresses (RFC 4291 §2.5.5.2) are IPv4 addresses,
 * because that is what the kernel makes of their packets.
 */
public record Address(boolean isV6, long high, long low) implements Comparable<Address> {

    private static final CharMatcher TEXT = CharMatcher.inRange('0', '9')
            .or(CharMatcher.inRange('a', 'f'))
            .or(CharMatcher.inRange('A', 'F'))
            .or(CharMatcher.anyOf(":."))
            .precomputed();

    public Address {
        if (!isV6 && (high != 0 || low >>> 32 != 0))
            throw new IllegalArgumentException("an IPv4 address has 32 bits, not " + Long.toHexString(low));
    }

    /** Reads dotted-quad IPv4 or RFC 4291 IPv6 text; empty for anything else, scoped addresses and names included. */
    public static Optional<Address> find(String text) {
        // No scopes, and no digits of other scripts, which Guava takes.
        if (text.length() > 45 || !TEXT.matchesAllOf(text)) return Optional.empty();
        if (!InetAddresses.isInetAddress(text)) return Optional.empty();
        return Optional.of(of(InetAddresses.forString(text)));
    }

    /**
     * As {@link #find}, for text that must be an address.
     *
     * @throws IllegalArgumentException naming the text, when it is no address
     */
    public static Address parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an IPv4 or IPv6 address"));
    }

    /** From the JDK's type; an IPv6 scope is dropped. */
    public static Address of(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    /** From 4 or 16 bytes in network order. */
    public static Address ofBytes(byte[] bytes) {
        if (bytes.length == 4) return new Address(false, 0, number(bytes, 0, 4));
        if (bytes.length != 16) throw new IllegalArgumentException(bytes.length + " bytes are not an address");
        long high = number(bytes, 0, 8);
        long low = number(bytes, 8, 8);
        boolean mapped = high == 0 && low >>> 32 == 0xffffL;
        return mapped ? new Address(false, 0, low & 0xffffffffL) : new Address(true, high, low);
    }

    /** From the four octets of dotted-quad notation, each 0 to 255. */
    public static Address v4(int a, int b, int c, int d) {
        if (((a | b | c | d) & ~0xff) != 0)
            throw new IllegalArgumentException(a + "." + b + "." + c + "." + d + " has an octet outside of 0 to 255");
        return new Address(false, 0, (long) a << 24 | b << 16 | c << 8 | d);
    }

    private static long number(byte[] bytes, int from, int count) {
        long n = 0;
        for (int i = from; i < from + count; i++) n = n << 8 | bytes[i] & 0xff;
        return n;
    }

    /** The length in bits: 32 or 128. */
    public int bits() {
        return isV6 ? 128 : 32;
    }

    /** This address with all bits beyond the first {@code prefix} cleared. */
    public Address masked(int prefix) {
        if (prefix < 0 || prefix > bits())
            throw new IllegalArgumentException("prefix /" + prefix + " does not fit " + this);
        if (!isV6) return new Address(false, 0, low & head(prefix + 32));
        return new Address(true, high & head(prefix), low & head(prefix - 64));
    }

    /** A long whose first {@code ones} bits are set; none below 1, all above 63. */
    private static long head(int ones) {
        if (ones <= 0) return 0;
        return ones >= 64 ? -1L : -1L << (64 - ones);
    }

    /** This address as a range of one. */
    public AddressRange asRange() {
        return new AddressRange(this, bits());
    }

    /** The JDK's type of the same address. */
    public InetAddress toInetAddress() {
        byte[] bytes = new byte[bits() / 8];
        for (int i = 0; i < bytes.length; i++) {
            int shift = (bytes.length - 1 - i) * 8;
            bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
        }
        try {
            return isV6 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length of an address is always right", e);
        }
    }

    /** IPv4 before IPv6, then by number. */
    @Override
    public int compareTo(Address other) {
        if (isV6 != other.isV6) return isV6 ? 1 : -1;
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return InetAddresses.toAddrString(toInetAddress());
    }
}
