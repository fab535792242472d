package io.callgate.scan.regex;

import java.util.ArrayList;
import java.util.List;

/** What a {@link Machine} carries out: instructions, each with up to two numbers and a set. */
final class Program {

    /** Larger ones take more memory than a pattern is worth. */
    private static final int LARGEST = 20_000;

    enum Op {
        CHARS,
        /** As many of the set as there are, x to y of them, the most first; below 0 is any number. */
        MOST,
        /** The same, the fewest first. */
        FEWEST,
        /** First x, then y. */
        SPLIT,
        JUMP,
        OPEN,
        CLOSE,
        /** Notes in slot x where a round begins. */
        ROUND,
        /** Goes to y, out of the loop, when the round that slot x tells of has not moved. */
        MOVED,
        BEGIN,
        END,
        WORD_EDGE,
        NO_WORD_EDGE,
        /** Each of these is followed by its body, which ends with MATCH; x is where to go on. */
        AHEAD,
        NOT_AHEAD,
        ATOMIC,
        /** The body has y bytes. */
        BEHIND,
        NOT_BEHIND,
        BACK_REF,
        FOLDED_BACK_REF,
        /** Goes to x when the group y has not matched. */
        UNLESS,
        MATCH
    }

    private final List<Op> ops = new ArrayList<>();
    private final List<int[]> numbers = new ArrayList<>();
    private final List<ByteSet> sets = new ArrayList<>();

    // The same, to be read fast.
    Op[] op;
    int[] x;
    int[] y;
    ByteSet[] set;

    /** Two for each group, and one for each loop that needs one. */
    int slots;

    /** Whether what a group matched decides on what may follow. */
    boolean remembers;

    int size() {
        return ops.size();
    }

    int add(Op what, int first, int second, ByteSet chars) {
        if (ops.size() == LARGEST) throw new RegexException("too large: its repetitions come to too much");
        ops.add(what);
        numbers.add(new int[] {first, second});
        sets.add(chars);
        return ops.size() - 1;
    }

    int add(Op what, int first, int second) {
        return add(what, first, second, null);
    }

    void aim(int at, int first, int second) {
        numbers.set(at, new int[] {first, second});
    }

    Program end() {
        add(Op.MATCH, 0, 0);
        op = ops.toArray(Op[]::new);
        set = sets.toArray(ByteSet[]::new);
        x = numbers.stream().mapToInt(n -> n[0]).toArray();
        y = numbers.stream().mapToInt(n -> n[1]).toArray();
        return this;
    }
}
