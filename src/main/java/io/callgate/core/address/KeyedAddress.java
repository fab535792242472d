package io.callgate.core.address;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.function.Function;

/**
 * What a caller keyed for an IPv4 address: four decimal numbers with {@code *} for the dots ({@code 203*0*113*7}), or
 * twelve digits without stars ({@code 203000113007}). Widths may be mixed, and leading zeros are decimal, never octal.
 * The closing {@code #} is not part of it.
 */
public sealed interface KeyedAddress permits KeyedAddress.Good, KeyedAddress.Bad {

    /** Many more than an address has. Of what is longer some keys may have been lost, and the rest is not what was meant. */
    int MOST_KEYS = 40;

    /** Why keys are no address, so that it can be spoken. */
    enum Reason {
        NOTHING,
        OCTET_TOO_LARGE,
        TOO_FEW_PARTS,
        TOO_MANY_PARTS,
        NOT_TWELVE_DIGITS
    }

    record Good(Address address) implements KeyedAddress {}

    record Bad(Reason reason) implements KeyedAddress {}

    /** Handles both cases; a third would break every caller's build. */
    default <T> T match(Function<Address, T> good, Function<Reason, T> bad) {
        if (this instanceof Good g) return good.apply(g.address());
        return bad.apply(((Bad) this).reason());
    }

    /** Reads keys; only {@code 0-9} and {@code *} can come from a telephone, and anything else is refused as nothing keyed. */
    static KeyedAddress parse(String keys) {
        if (keys.isEmpty() || !keys.chars().allMatch(c -> c == '*' || c >= '0' && c <= '9'))
            return new Bad(Reason.NOTHING);
        if (keys.indexOf('*') < 0) {
            if (keys.length() != 12) return new Bad(Reason.NOT_TWELVE_DIGITS);
            return ofParts(Splitter.fixedLength(3).splitToList(keys));
        }
        if (keys.length() > MOST_KEYS) return new Bad(Reason.TOO_MANY_PARTS);
        List<String> parts = Splitter.on('*').splitToList(keys);
        if (parts.stream().allMatch(String::isEmpty)) return new Bad(Reason.NOTHING);
        if (parts.size() > 4) return new Bad(Reason.TOO_MANY_PARTS);
        if (parts.size() < 4 || parts.stream().anyMatch(String::isEmpty)) return new Bad(Reason.TOO_FEW_PARTS);
        return ofParts(parts);
    }

    private static KeyedAddress ofParts(List<String> parts) {
        int[] octets = parts.stream().mapToInt(KeyedAddress::octet).toArray();
        for (int octet : octets) if (octet > 255) return new Bad(Reason.OCTET_TOO_LARGE);
        return new Good(Address.v4(octets[0], octets[1], octets[2], octets[3]));
    }

    /** The decimal value, or 256 for anything larger. */
    private static int octet(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) value = Math.min(256, value * 10 + digits.charAt(i) - '0');
        return value;
    }
}
