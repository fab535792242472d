package io.callgate.core.ring;

import io.callgate.core.address.Address;
import io.callgate.core.address.Mix;
import java.util.Arrays;

/**
 * About how often each of any number of addresses came within some time: a count-min sketch (Cormode and Muthukrishnan, 2005). A
 * count is never too small within its time; with 2^22 places twice, in eight megabytes, of a million addresses that came once,
 * one in a thousand counts for more than two.
 */
final class Recurrence {

    private final long salt;
    private final int width;
    private final long withinMillis;
    /** Nothing until somebody counts. */
    private byte[] first = {};

    private byte[] second = {};
    private long startMillis = Long.MIN_VALUE / 2;

    /** @param width how many places there are, a power of two */
    Recurrence(long salt, int width, long withinMillis) {
        this.salt = salt;
        this.width = width;
        this.withinMillis = withinMillis;
    }

    /** Counts this time, and returns how often it was, up to 127. */
    int count(Address address, int number, long nowMillis) {
        if (nowMillis - startMillis > withinMillis || nowMillis < startMillis) begin(nowMillis);
        long hash = Mix.of(address, salt ^ number);
        int one = (int) hash & width - 1;
        int other = (int) (hash >>> 32) & width - 1;
        int count = Math.min(127, Math.min(first[one], second[other]) + 1);
        // Only what is below it grows: that keeps others' counts small (conservative update).
        first[one] = (byte) Math.max(first[one], count);
        second[other] = (byte) Math.max(second[other], count);
        return count;
    }

    /** How often it was, as far as is known now. */
    int of(Address address, int number) {
        if (first.length == 0) return 0;
        long hash = Mix.of(address, salt ^ number);
        return Math.min(first[(int) hash & width - 1], second[(int) (hash >>> 32) & width - 1]);
    }

    private void begin(long nowMillis) {
        startMillis = nowMillis;
        if (first.length == 0) {
            first = new byte[width];
            second = new byte[width];
        } else {
            Arrays.fill(first, (byte) 0);
            Arrays.fill(second, (byte) 0);
        }
    }
}
