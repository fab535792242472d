package io.callgate.scan.regex;

import java.util.List;

/** A part of a regular expression. */
sealed interface Node {

    record Chars(ByteSet set) implements Node {}

    record Seq(List<Node> parts) implements Node {}

    record Alt(List<Node> ways) implements Node {}

    /** @param max below 0 for any number */
    record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

    /** @param index from 1 */
    record Group(int index, Node body) implements Node {}

    /** Looks without moving: ahead, or behind. */
    record Look(Node body, boolean ahead, boolean negative) implements Node {}

    /** Once matched, no other way is tried. */
    record Atomic(Node body) implements Node {}

    record Assert(Place place) implements Node {}

    record BackRef(int group, boolean folded) implements Node {}

    /** Whether the group has matched decides. */
    record Cond(int group, Node yes, Node no) implements Node {}

    enum Place {
        BEGIN,
        END,
        WORD_EDGE,
        NO_WORD_EDGE
    }

    Node EMPTY = new Seq(List.of());
}
