package io.callgate.scan.regex;

import io.callgate.scan.regex.Program.Op;
import java.util.Arrays;

/**
 * Carries out programs by trying one way after the other, like other machines of regular expressions, but on a stack of its
 * own and with a bound to its work. It remembers ways that failed, so that most expressions that take others for ever take
 * it a number of steps that the line's length bounds. One thread at a time.
 */
public final class Machine {

    /** Thrown where the work is not worth it. */
    public static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("too many steps", null, false, false);
        }
    }

    private static final int FAIL = -1;
    private static final int ACCEPT = -2;

    private static final int GO_ON = -1;
    private static final int FEWER = -2;
    private static final int MORE = -3;
    private static final int MARK = -9;
    private static final int SLOTS = -16;

    private static final int FRAME = 4;
    private static final int DEEPEST = 1 << 18;

    /** Failed ways that are remembered: a cache, what is pushed out is tried again. */
    private static final int CACHE = 1 << 14;

    private static final int ALL_RUNS = 1 << 14;
    /** Before that many steps, remembering costs more than it saves. */
    private static final int EASY = 256;

    private final long[] failed = new long[CACHE];
    private int runs;

    private int[] stack = new int[256];
    private int top;

    private Program program;
    private byte[] in;
    private int from;
    private int to;
    private Watch watch;
    private boolean[] watched;
    private int[] slots = new int[0];

    /** Of the watched group: 0 before it, its beginning + 1 within it, below 0 behind one that was admitted. */
    private int mark;

    private int run;
    private long budget;
    private int steps;

    /** Where the bytes of a set begin and end that an instruction has looked at. */
    private int[] runFrom = new int[0];

    private int[] runTo = new int[0];
    private int[] runOf = new int[0];
    private int[] runMark = new int[0];
    private int end;
    private int position;

    /** How many steps the searches from now on may take together. */
    public void allow(long allowed) {
        budget = allowed;
    }

    /**
     * Searches for the first match, as other machines do; {@link #start} and {@link #end} then say where it is.
     *
     * @throws TooMuch when that takes more steps than allowed
     */
    public boolean find(Regex what, byte[] bytes, int begin, int limit) {
        return search(what.program, bytes, begin, limit, null, null);
    }

    /**
     * Searches for any match in which one of the groups is in a place that is admitted, in whatever way it can be reached.
     *
     * @param groups from {@link Regex#watched}
     * @throws TooMuch when that takes more steps than allowed
     */
    public boolean findWatching(Regex what, byte[] bytes, int begin, int limit, boolean[] groups, Watch watching) {
        return search(what.program, bytes, begin, limit, groups, watching);
    }

    private boolean search(Program what, byte[] bytes, int begin, int limit, boolean[] groups, Watch watching) {
        program = what;
        in = bytes;
        from = begin;
        to = limit;
        watch = watching;
        watched = groups;
        if (slots.length < what.slots) slots = new int[what.slots];
        steps = 0;
        newRun();
        if (runTo.length < what.op.length) {
            runFrom = new int[what.op.length];
            runTo = new int[what.op.length];
            runOf = new int[what.op.length];
            runMark = new int[what.op.length];
        }
        Arrays.fill(runTo, 0, what.op.length, -1);
        boolean onlyHere = what.op[0] == Op.BEGIN;
        for (int at = begin; at <= limit; at++) {
            Arrays.fill(slots, 0, what.slots, -1);
            mark = 0;
            top = 0;
            if (run(0, at, -1)) {
                slots[0] = at;
                slots[1] = end;
                return true;
            }
            if (onlyHere) return false;
        }
        return false;
    }

    /** Where the group begins in the match that was found; below 0 when it took no part in it. */
    public int start(int group) {
        return end(group) < 0 ? -1 : slots[2 * group];
    }

    /** Where the group ends in the match that was found; below 0 when it took no part in it. */
    public int end(int group) {
        return slots[2 * group + 1];
    }

    private void newRun() {
        run = ++runs;
        if (runs < ALL_RUNS) return;
        Arrays.fill(failed, 0);
        runs = run = 1;
    }

    /** Whether the program matches from there; {@code end} is where. What has to be undone stays on the stack. */
    private boolean run(int beginAt, int begin, int mustEnd) {
        int base = top;
        int pc = beginAt;
        int at = begin;
        while (true) {
            if (--budget < 0) throw new TooMuch();
            steps++;
            int next = step(pc, at);
            if (next == ACCEPT && (mustEnd < 0 || mustEnd == at) && (beginAt > 0 || watch == null || mark < 0)) {
                end = at;
                return true;
            }
            if (next < 0) {
                next = back(base);
                if (next < 0) return false;
            }
            pc = next;
            at = position;
        }
    }

    private int step(int pc, int at) {
        Program p = program;
        position = at;
        switch (p.op[pc]) {
            case CHARS:
                if (at == to || !p.set[pc].has(in[at])) return FAIL;
                position = at + 1;
                return pc + 1;
            case MOST:
                return most(pc, at);
            case FEWEST:
                return fewest(pc, at);
            case SPLIT:
                if (known(pc, at)) return FAIL;
                push(GO_ON, p.y[pc], at, 0);
                return p.x[pc];
            case JUMP:
                return p.x[pc];
            case OPEN:
                return open(p.x[pc], at) ? pc + 1 : FAIL;
            case CLOSE:
                return close(p.x[pc], at) ? pc + 1 : FAIL;
            case ROUND:
                put(p.x[pc], at);
                return pc + 1;
            case MOVED:
                return slots[p.x[pc]] == at ? p.y[pc] : pc + 1;
            case BEGIN:
                return at == from ? pc + 1 : FAIL;
            case END:
                return at == to ? pc + 1 : FAIL;
            case WORD_EDGE:
                return edge(at) ? pc + 1 : FAIL;
            case NO_WORD_EDGE:
                return edge(at) ? FAIL : pc + 1;
            case AHEAD, NOT_AHEAD, ATOMIC, BEHIND, NOT_BEHIND:
                return look(pc, at);
            case BACK_REF, FOLDED_BACK_REF:
                return same(p.x[pc], at, p.op[pc] == Op.FOLDED_BACK_REF) ? pc + 1 : FAIL;
            case UNLESS:
                return slots[p.y[pc] + 1] < 0 ? p.x[pc] : pc + 1;
            case MATCH:
                return ACCEPT;
            default:
                throw new IllegalStateException("an instruction that is not known: " + p.op[pc]);
        }
    }

    private int most(int pc, int at) {
        int least = at + program.x[pc];
        int most = program.y[pc] < 0 ? unbounded(pc, at) : bounded(pc, at);
        if (most < least) return FAIL;
        if (most > least) push(FEWER, pc, most - 1, least);
        position = most;
        return pc + 1;
    }

    private int bounded(int pc, int at) {
        return known(pc, at) ? FAIL : at + length(pc, at, Math.min(program.y[pc], to - at));
    }

    /** The furthest end that was not tried: what follows the ends that an entry further on has tried has failed there. */
    private int unbounded(int pc, int at) {
        if (program.remembers) return at + length(pc, at, to - at);
        boolean same = runOf[pc] == run && runMark[pc] == mark && runTo[pc] >= at;
        if (same && at >= runFrom[pc]) return FAIL;
        int length = length(pc, at, same ? runFrom[pc] - at : to - at);
        boolean reaches = same && at + length == runFrom[pc];
        int most = reaches ? Math.min(runTo[pc], runFrom[pc] + program.x[pc] - 1) : at + length;
        if (!reaches) runTo[pc] = most;
        runFrom[pc] = at;
        runOf[pc] = run;
        runMark[pc] = mark;
        return most;
    }

    private int fewest(int pc, int at) {
        int least = program.x[pc];
        int max = program.y[pc] < 0 ? to - at : Math.min(program.y[pc], to - at);
        if (max < least || length(pc, at, least) < least) return FAIL;
        if (known(pc, program.y[pc] < 0 ? at + least : at)) return FAIL;
        if (least < max) push(MORE, pc, at + least, at + max);
        position = at + least;
        return pc + 1;
    }

    private int length(int pc, int at, int most) {
        ByteSet set = program.set[pc];
        int n = 0;
        while (n < most && set.has(in[at + n])) n++;
        budget -= n >> 2;
        return n;
    }

    private boolean open(int slot, int at) {
        put(slot, at);
        if (watch == null || !watched[slot >> 1]) return true;
        put(MARK, at + 1);
        return true;
    }

    private boolean close(int slot, int at) {
        put(slot + 1, at);
        if (watch == null || !watched[slot >> 1]) return true;
        put(MARK, -1);
        return watch.admits(slots[slot], at);
    }

    private boolean edge(int at) {
        boolean before = at > from && ByteSet.WORDS.has(in[at - 1]);
        boolean behind = at < to && ByteSet.WORDS.has(in[at]);
        return before != behind;
    }

    private int look(int pc, int at) {
        Op op = program.op[pc];
        boolean behind = op == Op.BEHIND || op == Op.NOT_BEHIND;
        boolean negative = op == Op.NOT_AHEAD || op == Op.NOT_BEHIND;
        int begin = behind ? at - program.y[pc] : at;
        int base = top;
        int outer = run;
        newRun();
        boolean matches = begin >= from && run(pc + 1, begin, behind ? at : -1);
        run = outer;
        position = op == Op.ATOMIC ? end : at;
        if (matches == negative) {
            undo(base);
            return FAIL;
        }
        if (matches) forget(base);
        return program.x[pc];
    }

    private boolean same(int slot, int at, boolean folded) {
        int begin = slots[slot];
        int length = slots[slot + 1] - begin;
        if (slots[slot + 1] < 0 || at + length > to) return false;
        budget -= length >> 2;
        for (int i = 0; i < length; i++)
            if (folded ? fold(in[begin + i]) != fold(in[at + i]) : in[begin + i] != in[at + i]) return false;
        position = at + length;
        return true;
    }

    private static int fold(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** Whether this way has been gone and failed; it has been from now on. Where groups decide, nothing is known. */
    private boolean known(int pc, int at) {
        if (steps < EASY || program.remembers) return false;
        long key = (long) run << 50
                ^ (long) pc << 35
                ^ (long) (at - from) << 18
                ^ (mark < 0 ? 1 : mark == 0 ? 0 : mark - from + 1);
        int place = (int) ((key * 0x9E3779B97F4A7C15L) >>> 50);
        if (failed[place] == key) return true;
        failed[place] = key;
        return false;
    }

    private void put(int slot, int value) {
        push(slot == MARK ? MARK : SLOTS - slot, slot == MARK ? mark : slots[slot], 0, 0);
        if (slot == MARK) mark = value;
        else slots[slot] = value;
    }

    private void push(int kind, int a, int b, int c) {
        if (top + FRAME > stack.length) {
            if (stack.length >= DEEPEST) throw new TooMuch();
            stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[top++] = kind;
        stack[top++] = a;
        stack[top++] = b;
        stack[top++] = c;
    }

    /** The next way that is left above {@code base}; below 0 when none is. */
    private int back(int base) {
        while (top > base) {
            top -= FRAME;
            int kind = stack[top];
            int a = stack[top + 1];
            int b = stack[top + 2];
            if (kind == GO_ON) {
                position = b;
                return a;
            }
            if (kind == FEWER) return fewer(a, b, stack[top + 3]);
            if (kind == MORE && more(a, b, stack[top + 3])) return a + 1;
            if (kind <= MARK) restore(kind, a);
        }
        return FAIL;
    }

    private int fewer(int pc, int at, int least) {
        if (at > least) push(FEWER, pc, at - 1, least);
        position = at;
        return pc + 1;
    }

    private boolean more(int pc, int at, int limit) {
        if (!program.set[pc].has(in[at]) || program.y[pc] < 0 && known(pc, at + 1)) return false;
        if (at + 1 < limit) push(MORE, pc, at + 1, limit);
        position = at + 1;
        return true;
    }

    private void restore(int kind, int value) {
        if (kind == MARK) mark = value;
        else slots[SLOTS - kind] = value;
    }

    private void undo(int base) {
        while (top > base) {
            top -= FRAME;
            if (stack[top] <= MARK) restore(stack[top], stack[top + 1]);
        }
    }

    /** Leaves nothing to be tried above {@code base}, only what has to be undone. */
    private void forget(int base) {
        int kept = base;
        for (int i = base; i < top; i += FRAME) {
            if (stack[i] > MARK) continue;
            System.arraycopy(stack, i, stack, kept, FRAME);
            kept += FRAME;
        }
        top = kept;
    }
}
