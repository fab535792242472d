package io.callgate.scan.line;

import io.callgate.core.address.Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Addresses as they stand in logs. A host name is never one, and never asked for. */
public final class AddressText {

    private static final int LONGEST = 45;
    private static final byte[] MAPPED = Text.ascii("::ffff:");

    private AddressText() {}

    /** An IPv4 or IPv6 address that fills the place, IPv4-mapped ones as IPv4; null for anything else. */
    public static Address bare(byte[] in, int from, int to) {
        int start = Text.at(in, from, to, MAPPED) ? from + MAPPED.length : from;
        long v4 = v4(in, start, to);
        if (v4 >= 0) return new Address(false, 0, v4);
        if (to - from < 2 || to - from > LONGEST || Text.find(in, from, to, ':') < 0) return null;
        Optional<Address> address = Address.find(new String(in, from, to - from, StandardCharsets.ISO_8859_1));
        return address.orElse(null);
    }

    /** {@code ADDRESS}, {@code V4:PORT} or {@code [V6]:PORT}, brackets without a port included; null for anything else. */
    public static Address withPort(byte[] in, int from, int to) {
        if (from >= to) return null;
        if (in[from] == '[') {
            int close = Text.find(in, from, to, ']');
            if (close < 0 || close + 1 < to && !port(in, close + 1, to)) return null;
            return bare(in, from + 1, close);
        }
        int colon = Text.find(in, from, to, ':');
        if (colon < 0 || Text.find(in, colon + 1, to, ':') >= 0) return bare(in, from, to);
        return port(in, colon, to) ? bare(in, from, colon) : null;
    }

    private static boolean port(byte[] in, int colon, int to) {
        return in[colon] == ':' && to - colon > 1 && to - colon <= 6 && Text.digits(in, colon + 1, to) == to;
    }

    /** The number of a dotted quad without leading zeros; -1 for anything else. */
    private static long v4(byte[] in, int from, int to) {
        if (to - from < 7 || to - from > 15) return -1;
        long address = 0;
        int octet = -1;
        int dots = 0;
        for (int i = from; i < to; i++) {
            byte b = in[i];
            if (b == '.') {
                if (octet < 0 || ++dots > 3) return -1;
                address = address << 8 | octet;
                octet = -1;
            } else {
                // A second digit after a zero is octal to some: no logger writes it.
                if (!Text.digit(b) || octet == 0) return -1;
                octet = (octet < 0 ? 0 : octet * 10) + b - '0';
                if (octet > 255) return -1;
            }
        }
        return dots == 3 && octet >= 0 ? address << 8 | octet : -1;
    }
}
