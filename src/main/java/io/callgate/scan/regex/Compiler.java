package io.callgate.scan.regex;

import io.callgate.scan.regex.Node.Alt;
import io.callgate.scan.regex.Node.Assert;
import io.callgate.scan.regex.Node.Atomic;
import io.callgate.scan.regex.Node.BackRef;
import io.callgate.scan.regex.Node.Chars;
import io.callgate.scan.regex.Node.Cond;
import io.callgate.scan.regex.Node.Group;
import io.callgate.scan.regex.Node.Look;
import io.callgate.scan.regex.Node.Repeat;
import io.callgate.scan.regex.Node.Seq;
import io.callgate.scan.regex.Program.Op;
import java.util.List;

/** Makes a {@link Program} of a regular expression. */
final class Compiler {

    private final Program program = new Program();

    private Compiler(int groups) {
        program.slots = 2 * groups + 2;
    }

    static Program compile(Node all, int groups) {
        Compiler compiler = new Compiler(groups);
        compiler.emit(all);
        return compiler.program.end();
    }

    private int here() {
        return program.size();
    }

    private void emit(Node node) {
        if (node instanceof Chars chars) program.add(Op.CHARS, 0, 0, chars.set());
        else if (node instanceof Seq seq) seq.parts().forEach(this::emit);
        else if (node instanceof Alt alt) alternatives(alt.ways());
        else if (node instanceof Repeat repeat) repeat(repeat);
        else if (node instanceof Group group) group(group);
        else if (node instanceof Look look) look(look);
        else if (node instanceof Atomic atomic) inner(Op.ATOMIC, atomic.body(), 0);
        else if (node instanceof Assert place)
            program.add(Op.valueOf(place.place().name()), 0, 0);
        else if (node instanceof BackRef ref) backReference(ref);
        else if (node instanceof Cond cond) condition(cond);
        else throw new IllegalStateException("a part without instructions: " + node);
    }

    private void alternatives(List<Node> ways) {
        int[] ends = new int[ways.size()];
        for (int i = 0; i < ways.size(); i++) {
            boolean last = i == ways.size() - 1;
            int split = last ? -1 : program.add(Op.SPLIT, 0, 0);
            emit(ways.get(i));
            ends[i] = last ? -1 : program.add(Op.JUMP, 0, 0);
            if (!last) program.aim(split, split + 1, here());
        }
        for (int end : ends) if (end >= 0) program.aim(end, here(), 0);
    }

    private void repeat(Repeat repeat) {
        if (repeat.body() instanceof Chars chars) {
            program.add(repeat.greedy() ? Op.MOST : Op.FEWEST, repeat.min(), repeat.max(), chars.set());
            return;
        }
        for (int i = 0; i < repeat.min(); i++) emit(repeat.body());
        if (repeat.max() < 0) loop(repeat);
        else optional(repeat, repeat.max() - repeat.min());
    }

    private void loop(Repeat repeat) {
        int slot = program.slots++;
        int split = program.add(Op.SPLIT, 0, 0);
        program.add(Op.ROUND, slot, 0);
        emit(repeat.body());
        int moved = program.add(Op.MOVED, slot, 0);
        program.add(Op.JUMP, split, 0);
        program.aim(moved, slot, here());
        aim(split, repeat.greedy(), here());
    }

    private void optional(Repeat repeat, int times) {
        int[] splits = new int[times];
        for (int i = 0; i < times; i++) {
            splits[i] = program.add(Op.SPLIT, 0, 0);
            emit(repeat.body());
        }
        for (int split : splits) aim(split, repeat.greedy(), here());
    }

    private void aim(int split, boolean greedy, int out) {
        program.aim(split, greedy ? split + 1 : out, greedy ? out : split + 1);
    }

    private void group(Group group) {
        if (group.index() > 0) program.add(Op.OPEN, 2 * group.index(), 0);
        emit(group.body());
        if (group.index() > 0) program.add(Op.CLOSE, 2 * group.index(), 0);
    }

    private void look(Look look) {
        if (look.ahead()) {
            inner(look.negative() ? Op.NOT_AHEAD : Op.AHEAD, look.body(), 0);
            return;
        }
        int width = Width.of(look.body());
        if (width < 0) throw new RegexException("a look behind whose length is not always the same");
        inner(look.negative() ? Op.NOT_BEHIND : Op.BEHIND, look.body(), width);
    }

    private void inner(Op what, Node body, int width) {
        int begin = program.add(what, 0, 0);
        emit(body);
        program.add(Op.MATCH, 0, 0);
        program.aim(begin, here(), width);
    }

    private void backReference(BackRef ref) {
        program.remembers = true;
        program.add(ref.folded() ? Op.FOLDED_BACK_REF : Op.BACK_REF, 2 * ref.group(), 0);
    }

    private void condition(Cond cond) {
        program.remembers = true;
        int unless = program.add(Op.UNLESS, 0, 0);
        emit(cond.yes());
        int out = program.add(Op.JUMP, 0, 0);
        program.aim(unless, here(), 2 * cond.group());
        emit(cond.no());
        program.aim(out, here(), 0);
    }
}
