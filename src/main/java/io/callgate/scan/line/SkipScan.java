package io.callgate.scan.line;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds the first of many needles in bytes, and looks at a fraction of the bytes only (Wu and Manber, "A fast algorithm for
 * multi-pattern searching", 1994, with blocks of two bytes).
 */
public final class SkipScan {

    /** Small enough for the table to stay in the first cache: every step waits for it. */
    private static final int SIZE = 1 << 13;

    private final byte[][] needles;
    /** The length of the shortest needle; all of them are compared by that much of their beginning first. */
    private final int window;
    /** How far the window may move when its last two bytes are these. */
    private final byte[] shift = new byte[SIZE];
    /** The needles whose window ends with these two bytes. */
    private final byte[][][] ending = new byte[SIZE][][];

    /** The first bytes of those, as bits by their last six bits: most false hits end here. */
    private final long[] firsts = new long[SIZE];

    public SkipScan(Collection<byte[]> needles) {
        this.needles = needles.toArray(byte[][]::new);
        window = needles.stream().mapToInt(n -> n.length).min().orElse(2);
        if (window < 2 || window > 120) throw new IllegalArgumentException("a needle of " + window + " bytes");
        Arrays.fill(shift, (byte) (window - 1));
        for (byte[] needle : this.needles) enter(needle);
    }

    private void enter(byte[] needle) {
        for (int i = 1; i < window; i++) {
            int pair = pair(needle[i - 1], needle[i]);
            shift[pair] = (byte) Math.min(shift[pair], window - 1 - i);
            if (i < window - 1) continue;
            ending[pair] = with(ending[pair], needle);
            firsts[pair] |= 1L << needle[0];
        }
    }

    /** A number for two bytes; few pairs of text share one. */
    private static int pair(byte first, byte second) {
        return (first << 6 ^ second) & SIZE - 1;
    }

    private static byte[][] with(byte[][] some, byte[] one) {
        byte[][] all = some == null ? new byte[1][] : Arrays.copyOf(some, some.length + 1);
        all[all.length - 1] = one;
        return all;
    }

    /** Where the first needle begins, wholly between; -1 for nowhere. */
    public int find(byte[] in, int from, int to) {
        byte[] table = shift;
        int back = window - 1;
        for (int i = from + back; i < to; ) {
            int pair = (in[i - 1] << 6 ^ in[i]) & SIZE - 1;
            int step = table[pair];
            if (step > 0) {
                i += step;
                continue;
            }
            int at = i - back;
            if ((firsts[pair] >>> in[at] & 1) != 0 && hit(in, at, to, ending[pair])) return at;
            i++;
        }
        return -1;
    }

    private static boolean hit(byte[] in, int at, int to, byte[][] candidates) {
        for (byte[] needle : candidates) if (Text.at(in, at, to, needle)) return true;
        return false;
    }
}
