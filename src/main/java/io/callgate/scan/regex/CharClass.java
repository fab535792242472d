package io.callgate.scan.regex;

/** Reads {@code [abc]}: what stands behind the bracket that opens it. */
final class CharClass {

    private final Parser parser;

    CharClass(Parser parser) {
        this.parser = parser;
    }

    ByteSet read() {
        boolean inverted = parser.take('^');
        ByteSet set = new ByteSet();
        boolean first = true;
        while (first || !parser.take(']')) {
            first = false;
            member(set);
        }
        ByteSet all = parser.fold(set);
        return inverted ? all.inverted() : all;
    }

    private void member(ByteSet set) {
        char c = parser.next();
        if (c == '&' && parser.take('&')) throw parser.wrong("&& within [ ], which Java and Python read otherwise");
        ByteSet named = c == '\\' ? Parser.set(parser.peek()) : null;
        if (named != null) {
            parser.next();
            set.with(named);
            return;
        }
        int from = code(c);
        if (!range()) {
            set.with(from, from);
            return;
        }
        parser.next();
        int to = code(parser.next());
        if (to < from) throw parser.wrong("a range within [ ] whose end is before its beginning");
        set.with(from, to);
    }

    /** Whether a {@code -} and an end follow. */
    private boolean range() {
        if (!parser.take('-')) return false;
        char next = parser.next();
        boolean ends = next != ']' && !(next == '\\' && Parser.set(parser.peek()) != null);
        parser.back(2);
        return ends;
    }

    private int code(char c) {
        if (c > 127)
            throw parser.wrong(
                    "the character " + c + " within [ ]; a line is bytes here, so write (?:a|b) instead of [ab]");
        if (c != '\\') return c;
        char escaped = parser.next();
        if (escaped == 'b') return '\b';
        return escaped == '0' ? 0 : parser.code(escaped);
    }
}
