package io.callgate.scan.regex;

import java.util.Arrays;

/** Some of the 256 bytes. Bytes beyond ASCII are parts of letters of other scripts, and count as letters. */
final class ByteSet {

    static final ByteSet DIGITS = new ByteSet().with('0', '9');
    static final ByteSet WORDS = new ByteSet()
            .with('0', '9')
            .with('a', 'z')
            .with('A', 'Z')
            .with('_', '_')
            .with(128, 255);
    static final ByteSet SPACES = new ByteSet().with('\t', '\r').with(' ', ' ').with(28, 31);
    static final ByteSet ALL = new ByteSet().with(0, 255);
    static final ByteSet NO_BREAK = new ByteSet().with('\n', '\n').inverted();

    private final boolean[] has = new boolean[256];

    static ByteSet of(int b) {
        return new ByteSet().with(b, b);
    }

    ByteSet with(int from, int to) {
        Arrays.fill(has, from, to + 1, true);
        return this;
    }

    ByteSet with(ByteSet other) {
        for (int i = 0; i < 256; i++) has[i] |= other.has[i];
        return this;
    }

    ByteSet inverted() {
        ByteSet set = new ByteSet();
        for (int i = 0; i < 256; i++) set.has[i] = !has[i];
        return set;
    }

    /** With the other case of each letter of ASCII. */
    ByteSet folded() {
        ByteSet set = new ByteSet().with(this);
        for (int i = 'a'; i <= 'z'; i++) {
            set.has[i] |= has[i - 32];
            set.has[i - 32] |= has[i];
        }
        return set;
    }

    boolean has(byte b) {
        return has[b & 0xff];
    }

    int size() {
        int size = 0;
        for (boolean one : has) if (one) size++;
        return size;
    }

    /** Its members, each as a byte in the form of a character. */
    int[] members() {
        int[] members = new int[size()];
        for (int i = 0, n = 0; i < 256; i++) if (has[i]) members[n++] = i;
        return members;
    }
}
