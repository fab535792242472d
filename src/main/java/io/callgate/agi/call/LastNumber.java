package io.callgate.agi.call;

import io.callgate.core.address.Address;

/**
 * The last number of an address as a telephone keys it, without leading zeros: the last octet of IPv4, what follows the last colon
 * of IPv6, letters by the keys that bear them.
 */
record LastNumber(String keys) {

    /** A group of IPv6. Who keys more is keying an address. */
    static final int MOST_KEYS = 4;

    static LastNumber of(Address address) {
        String text = address.toString();
        String last = text.substring(Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1);
        StringBuilder keys = new StringBuilder();
        for (char c : last.toCharArray()) keys.append(key(c));
        return keyed(keys.toString());
    }

    /** Of keys without a star. What "2001:db8::" ends with is nothing, and nothing is zero; a caller must key it all the same. */
    static LastNumber keyed(String keys) {
        int first = 0;
        while (first < keys.length() && keys.charAt(first) == '0') first++;
        return new LastNumber(keys.substring(first));
    }

    /**
     * Whether these are keys that chose it. A number that is a choice elsewhere needs a zero before it: a stranger may have an
     * address that ends in 1, and 1 is what people key.
     */
    boolean isChosenBy(String pressed) {
        return keyed(pressed).equals(this) && (!needsZero() || pressed.startsWith("0"));
    }

    boolean needsZero() {
        return keys.length() == 1 && "123".contains(keys);
    }

    private static char key(char c) {
        return switch (c) {
            case 'a', 'b', 'c' -> '2';
            case 'd', 'e', 'f' -> '3';
            default -> c;
        };
    }
}
