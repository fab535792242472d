package io.callgate.core.address;

/** An inclusive CIDR block. Host bits must be zero, so equal blocks are equal records. */
public record AddressRange(Address network, int prefix) implements Comparable<AddressRange> {

    public AddressRange {
        if (prefix < 0 || prefix > network.bits())
            throw new IllegalArgumentException("prefix /" + prefix + " does not fit " + network);
        if (!network.masked(prefix).equals(network))
            throw new IllegalArgumentException(network + "/" + prefix + " has bits set beyond /" + prefix
                    + ": did you mean " + network.masked(prefix) + "/" + prefix + "?");
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/PREFIX}.
     *
     * @throws IllegalArgumentException naming the text and what is wrong with it
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Address.parse(text).asRange();
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}"))
            throw new IllegalArgumentException("\"" + text + "\" has no prefix length after the slash");
        return new AddressRange(Address.parse(text.substring(0, slash)), Integer.parseInt(digits));
    }

    /** True for a range of one address. */
    public boolean isSingle() {
        return prefix == network.bits();
    }

    public boolean isV6() {
        return network.isV6();
    }

    public boolean contains(Address address) {
        return address.isV6() == isV6() && address.masked(prefix).equals(network);
    }

    public boolean contains(AddressRange other) {
        return other.prefix >= prefix && contains(other.network);
    }

    /** CIDR blocks are disjoint or nested, never half in half out. */
    public boolean overlaps(AddressRange other) {
        return contains(other) || other.contains(this);
    }

    @Override
    public int compareTo(AddressRange other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefix, other.prefix);
    }

    /** The address alone for a single one, CIDR notation otherwise. */
    @Override
    public String toString() {
        return isSingle() ? network.toString() : network + "/" + prefix;
    }
}
