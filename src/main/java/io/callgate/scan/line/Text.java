package io.callgate.scan.line;

import java.nio.charset.StandardCharsets;

/** Comparing and searching in bytes, without making a String of them. */
public final class Text {

    private Text() {}

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether {@code what} stands at {@code from}, wholly before {@code to}. */
    public static boolean at(byte[] in, int from, int to, byte[] what) {
        if (from < 0 || to - from < what.length) return false;
        for (int i = 0; i < what.length; i++) if (in[from + i] != what[i]) return false;
        return true;
    }

    /** Where {@code what} stands first, wholly between; -1 for nowhere. */
    public static int find(byte[] in, int from, int to, byte[] what) {
        byte first = what[0];
        // Many places begin as it does, such as with a quote: two bytes tell most of them apart without a call.
        int one = what.length > 1 ? 1 : 0;
        byte second = what[one];
        int last = to - what.length;
        for (int i = from; i <= last; i++) if (in[i] == first && in[i + one] == second && at(in, i, to, what)) return i;
        return -1;
    }

    /** Where {@code what} stands last, wholly between; -1 for nowhere. */
    public static int findLast(byte[] in, int from, int to, byte[] what) {
        for (int i = to - what.length; i >= from; i--) if (in[i] == what[0] && at(in, i, to, what)) return i;
        return -1;
    }

    public static int find(byte[] in, int from, int to, char what) {
        for (int i = from; i < to; i++) if (in[i] == what) return i;
        return -1;
    }

    public static int findLast(byte[] in, int from, int to, char what) {
        for (int i = to - 1; i >= from; i--) if (in[i] == what) return i;
        return -1;
    }

    public static boolean ends(byte[] in, int from, int to, byte[] what) {
        return to - what.length >= from && at(in, to - what.length, to, what);
    }

    public static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Past the digits at {@code from}. */
    public static int digits(byte[] in, int from, int to) {
        int i = from;
        while (i < to && digit(in[i])) i++;
        return i;
    }

    /** Past what is neither a space nor the end. */
    public static int word(byte[] in, int from, int to) {
        int i = from;
        while (i < to && in[i] != ' ') i++;
        return i;
    }

    public static String string(byte[] in, int from, int to) {
        return from >= to ? "" : new String(in, from, to - from, StandardCharsets.UTF_8);
    }
}
