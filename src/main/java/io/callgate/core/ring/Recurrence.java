package io.callgate.core.ring;

import io.callgate.core.address.Address;
import io.callgate.core.address.Mix;
import java.util.Arrays;

/**
 * About how often each of any number of addresses came within the last minute, in eight megabytes: a count-min sketch (Cormode and
 * Muthukrishnan, 2005). A count is never too small within its minute, and of a million addresses that came once, one in a
 * thousand counts for more than two.
 */
final class Recurrence {

    private static final int WIDTH = 1 << 22;
    private static final long MINUTE = 60_000;

    private final long salt;
    /** Nothing until somebody counts. */
    private byte[] first = {};

    private byte[] second = {};
    private long startMillis = Long.MIN_VALUE / 2;

    Recurrence(long salt) {
        this.salt = salt;
    }

    /** Counts this time, and returns how often it was, up to 127. */
    int count(Address address, int number, long nowMillis) {
        if (nowMillis - startMillis > MINUTE || nowMillis < startMillis) begin(nowMillis);
        long hash = Mix.of(address, salt ^ number);
        int one = (int) hash & WIDTH - 1;
        int other = (int) (hash >>> 32) & WIDTH - 1;
        int count = Math.min(127, Math.min(first[one], second[other]) + 1);
        // Only what is below it grows: that keeps others' counts small (conservative update).
        first[one] = (byte) Math.max(first[one], count);
        second[other] = (byte) Math.max(second[other], count);
        return count;
    }

    private void begin(long nowMillis) {
        startMillis = nowMillis;
        if (first.length == 0) {
            first = new byte[WIDTH];
            second = new byte[WIDTH];
        } else {
            Arrays.fill(first, (byte) 0);
            Arrays.fill(second, (byte) 0);
        }
    }
}
