package io.callgate.scan;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds the first of many needles in bytes, and looks at a fraction of the bytes only (Wu and Manber, "A fast algorithm for
 * multi-pattern searching", 1994, with blocks of two bytes).
 */
final class SkipScan {

    private final byte[][] needles;
    /** The length of the shortest needle; all of them are compared by that much of their beginning first. */
    private final int window;
    /** How far the window may move when its last two bytes are these. */
    private final byte[] shift = new byte[1 << 16];
    /** The needles whose window ends with these two bytes. */
    private final byte[][][] ending = new byte[1 << 16][][];

    SkipScan(Collection<byte[]> needles) {
        this.needles = needles.toArray(byte[][]::new);
        window = needles.stream().mapToInt(n -> n.length).min().orElse(2);
        if (window < 2 || window > 120) throw new IllegalArgumentException("a needle of " + window + " bytes");
        Arrays.fill(shift, (byte) (window - 1));
        for (byte[] needle : this.needles) enter(needle);
    }

    private void enter(byte[] needle) {
        for (int i = 1; i < window; i++) {
            int pair = (needle[i - 1] & 0xff) << 8 | needle[i] & 0xff;
            shift[pair] = (byte) Math.min(shift[pair], window - 1 - i);
            if (i == window - 1) ending[pair] = with(ending[pair], needle);
        }
    }

    private static byte[][] with(byte[][] some, byte[] one) {
        byte[][] all = some == null ? new byte[1][] : Arrays.copyOf(some, some.length + 1);
        all[all.length - 1] = one;
        return all;
    }

    /** Where the first needle begins, wholly between; -1 for nowhere. */
    int find(byte[] in, int from, int to) {
        byte[] table = shift;
        for (int i = from + window - 1; i < to; ) {
            int pair = (in[i - 1] & 0xff) << 8 | in[i] & 0xff;
            int step = table[pair];
            if (step > 0) {
                i += step;
                continue;
            }
            if (hit(in, i - window + 1, to, ending[pair])) return i - window + 1;
            i++;
        }
        return -1;
    }

    private static boolean hit(byte[] in, int at, int to, byte[][] candidates) {
        for (byte[] needle : candidates) if (Text.at(in, at, to, needle)) return true;
        return false;
    }
}
