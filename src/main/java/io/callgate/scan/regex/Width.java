package io.callgate.scan.regex;

import io.callgate.scan.regex.Node.Alt;
import io.callgate.scan.regex.Node.Assert;
import io.callgate.scan.regex.Node.Atomic;
import io.callgate.scan.regex.Node.Chars;
import io.callgate.scan.regex.Node.Group;
import io.callgate.scan.regex.Node.Look;
import io.callgate.scan.regex.Node.Repeat;
import io.callgate.scan.regex.Node.Seq;

/** How many bytes a part of a regular expression matches, when that is always the same number. */
final class Width {

    private Width() {}

    /** Below 0 when it varies. */
    static int of(Node node) {
        if (node instanceof Chars) return 1;
        if (node instanceof Assert || node instanceof Look) return 0;
        if (node instanceof Group group) return of(group.body());
        if (node instanceof Atomic atomic) return of(atomic.body());
        if (node instanceof Repeat repeat) {
            int one = of(repeat.body());
            return one < 0 || repeat.min() != repeat.max() ? -1 : one * repeat.min();
        }
        if (node instanceof Seq seq) return sum(seq);
        return node instanceof Alt alt ? same(alt) : -1;
    }

    private static int sum(Seq seq) {
        int sum = 0;
        for (Node part : seq.parts()) {
            int one = of(part);
            if (one < 0) return -1;
            sum += one;
        }
        return sum;
    }

    private static int same(Alt alt) {
        int width = of(alt.ways().get(0));
        return alt.ways().stream().allMatch(way -> of(way) == width) ? width : -1;
    }
}
