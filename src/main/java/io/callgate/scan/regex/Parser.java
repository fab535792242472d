package io.callgate.scan.regex;

import io.callgate.scan.regex.Node.Alt;
import io.callgate.scan.regex.Node.Assert;
import io.callgate.scan.regex.Node.Atomic;
import io.callgate.scan.regex.Node.BackRef;
import io.callgate.scan.regex.Node.Chars;
import io.callgate.scan.regex.Node.Cond;
import io.callgate.scan.regex.Node.Group;
import io.callgate.scan.regex.Node.Look;
import io.callgate.scan.regex.Node.Place;
import io.callgate.scan.regex.Node.Repeat;
import io.callgate.scan.regex.Node.Seq;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Java's and Python's regular expressions have in common, with either's way to write named groups, and Python's
 * {@code (?(group)yes|no)}. What one of them reads otherwise than the other is refused.
 */
final class Parser {

    static final int MOST_REPEATS = 1000;
    private static final int DEEPEST = 100;

    private final String text;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int groups;
    private int at;
    private int depth;
    private boolean folded;
    private boolean dotAll;
    private boolean spaced;

    Parser(String text) {
        this.text = text;
    }

    Node parse() {
        Node all = alternatives();
        if (at < text.length()) throw wrong("a ) that nothing opens");
        return all;
    }

    /** The groups that have names, by these. */
    Map<String, Integer> names() {
        return names;
    }

    int groups() {
        return groups;
    }

    private Node alternatives() {
        if (++depth > DEEPEST) throw wrong("more than " + DEEPEST + " groups within each other");
        boolean wasFolded = folded;
        boolean wasDotAll = dotAll;
        boolean wasSpaced = spaced;
        List<Node> ways = new ArrayList<>();
        do ways.add(sequence());
        while (take('|'));
        folded = wasFolded;
        dotAll = wasDotAll;
        spaced = wasSpaced;
        depth--;
        return ways.size() == 1 ? ways.get(0) : new Alt(ways);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (at < text.length() && peek() != '|' && peek() != ')') {
            if (spaced && skipped()) continue;
            Node one = quantified(atom());
            if (one instanceof Seq seq) parts.addAll(seq.parts());
            else parts.add(one);
        }
        return parts.size() == 1 ? parts.get(0) : new Seq(parts);
    }

    private boolean skipped() {
        if (Character.isWhitespace(peek())) {
            at++;
            return true;
        }
        if (peek() != '#') return false;
        while (at < text.length() && peek() != '\n') at++;
        return true;
    }

    private Node quantified(Node body) {
        Node all = body;
        for (int begin = at; at < text.length(); begin = at) {
            int[] times = times();
            if (times == null) return all;
            if (all != body) throw wrong("a repetition of a repetition");
            boolean greedy = !take('?');
            boolean possessive = greedy && take('+');
            if (Math.max(times[0], times[1]) > MOST_REPEATS)
                throw wrongAt(begin, "more than " + MOST_REPEATS + " times");
            all = new Repeat(body, times[0], times[1], greedy);
            if (possessive) all = new Atomic(all);
        }
        return all;
    }

    /** How often at least and at most; null when no such thing stands here. */
    private int[] times() {
        if (take('*')) return new int[] {0, -1};
        if (take('+')) return new int[] {1, -1};
        if (take('?')) return new int[] {0, 1};
        int begin = at;
        if (!take('{')) return null;
        int min = number();
        int max = min;
        if (take(',')) max = number();
        else if (min < 0) max = -2;
        if (max == -2 || !take('}')) {
            at = begin;
            return null;
        }
        if (max >= 0 && max < min) throw wrongAt(begin, "a repetition whose end is before its beginning");
        return new int[] {Math.max(0, min), max};
    }

    /** Below 0 for none. */
    private int number() {
        int from = at;
        while (at < text.length() && peek() >= '0' && peek() <= '9') at++;
        if (at - from > 5) throw wrongAt(from, "a number of more than 5 digits");
        return at == from ? -1 : Integer.parseInt(text.substring(from, at));
    }

    private Node atom() {
        char c = text.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> new Chars(new CharClass(this).read());
            case '.' -> new Chars(dotAll ? ByteSet.ALL : ByteSet.NO_BREAK);
            case '^' -> new Assert(Place.BEGIN);
            case '$' -> new Assert(Place.END);
            case '\\' -> escape();
            case '*', '+', '?' -> throw wrongAt(at - 1, "nothing before " + c + " to repeat");
            default -> {
                if (Character.isHighSurrogate(c) && at < text.length()) at++;
                yield literal(text.substring(at - (Character.isHighSurrogate(c) ? 2 : 1), at));
            }
        };
    }

    /** The bytes of a character. */
    private Node literal(String character) {
        List<Node> bytes = new ArrayList<>();
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) bytes.add(one(b & 0xff));
        return bytes.size() == 1 ? bytes.get(0) : new Group(0, new Seq(bytes));
    }

    private Node one(int b) {
        return new Chars(fold(ByteSet.of(b)));
    }

    ByteSet fold(ByteSet set) {
        return folded ? set.folded() : set;
    }

    private Node group() {
        int open = at - 1;
        Node node = take('?') ? special(open) : capture(open, "");
        return node;
    }

    private Node capture(int open, String name) {
        int index = ++groups;
        if (!name.isEmpty() && names.put(name, index) != null)
            throw wrongAt(open, "a second group with the name \"" + name + "\"");
        return new Group(index, closed(open));
    }

    private Node closed(int open) {
        Node body = alternatives();
        if (!take(')')) throw wrongAt(open, "a ( that nothing closes");
        return body;
    }

    private Node special(int open) {
        if (take(':')) return new Group(0, closed(open));
        if (take('=')) return new Look(closed(open), true, false);
        if (take('!')) return new Look(closed(open), true, true);
        if (take('>')) return new Atomic(closed(open));
        if (take("<=")) return new Look(closed(open), false, false);
        if (take("<!")) return new Look(closed(open), false, true);
        if (take("P<") || take('<')) return capture(open, name('>'));
        if (take("P=")) return new BackRef(known(name(')')), folded);
        if (take('(')) return conditional(open);
        if (take('#')) {
            name(')');
            return Node.EMPTY;
        }
        return flags(open);
    }

    private Node conditional(int open) {
        int group = known(name(')'));
        Node yes = sequence();
        Node no = take('|') ? sequence() : Node.EMPTY;
        if (!take(')')) throw wrongAt(open, "a condition that has more than two ways, or no end");
        return new Cond(group, yes, no);
    }

    private Node flags(int open) {
        boolean[] now = {folded, dotAll, spaced};
        boolean on = true;
        for (; at < text.length() && peek() != ')' && peek() != ':'; at++) {
            switch (peek()) {
                case '-' -> on = false;
                case 'i' -> now[0] = on;
                case 's' -> now[1] = on;
                case 'x' -> now[2] = on;
                // Of a single line, or of what is so here anyway.
                case 'm', 'u', 'a' -> {}
                default -> throw wrongAt(open, "(?" + peek() + " is not known here");
            }
        }
        boolean alone = take(')');
        if (!alone && !take(':')) throw wrongAt(open, "a ( that nothing closes");
        boolean[] before = {folded, dotAll, spaced};
        set(now);
        // To the end of the group that it stands in.
        if (alone) return Node.EMPTY;
        Node body = closed(open);
        set(before);
        return new Group(0, body);
    }

    private void set(boolean[] flags) {
        folded = flags[0];
        dotAll = flags[1];
        spaced = flags[2];
    }

    private String name(char end) {
        int close = text.indexOf(end, at);
        if (close < 0) throw wrong("a name that nothing ends");
        String name = text.substring(at, close);
        at = close + 1;
        return name;
    }

    private int known(String name) {
        Integer index = names.get(name);
        if (index != null) return index;
        if (name.matches("[0-9]{1,2}") && Integer.parseInt(name) <= groups && !name.equals("0"))
            return Integer.parseInt(name);
        throw wrong("no group \"" + name + "\" stands before it");
    }

    private Node escape() {
        if (at >= text.length()) throw wrong("a \\ at the end");
        char c = text.charAt(at++);
        ByteSet set = set(c);
        if (set != null) return new Chars(set);
        return switch (c) {
            case 'b' -> new Assert(Place.WORD_EDGE);
            case 'B' -> new Assert(Place.NO_WORD_EDGE);
            case 'A' -> new Assert(Place.BEGIN);
            case 'Z', 'z' -> new Assert(Place.END);
            case 'k' -> {
                if (!take('<')) throw wrong("\\k without a name in < >");
                yield new BackRef(known(name('>')), folded);
            }
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                int from = at - 1;
                if (at < text.length() && Character.isDigit(peek())) at++;
                yield new BackRef(known(text.substring(from, at)), folded);
            }
            default -> c < 128 ? one(code(c)) : literal(String.valueOf(c));
        };
    }

    /** Of {@code \d} and its like; null for another. */
    static ByteSet set(char c) {
        return switch (c) {
            case 'd' -> ByteSet.DIGITS;
            case 'D' -> ByteSet.DIGITS.inverted();
            case 'w' -> ByteSet.WORDS;
            case 'W' -> ByteSet.WORDS.inverted();
            case 's' -> ByteSet.SPACES;
            case 'S' -> ByteSet.SPACES.inverted();
            default -> null;
        };
    }

    /** What the character behind a backslash stands for. */
    int code(char c) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 11;
            case 'a' -> 7;
            case 'x' -> hex();
            default -> {
                if (Character.isLetterOrDigit(c)) throw wrong("\\" + c + " is not known here");
                yield c;
            }
        };
    }

    private int hex() {
        if (at + 2 > text.length() || !text.substring(at, at + 2).matches("[0-9A-Fa-f]{2}"))
            throw wrong("\\x without two hexadecimal digits");
        at += 2;
        return Integer.parseInt(text.substring(at - 2, at), 16);
    }

    char peek() {
        return text.charAt(at);
    }

    char next() {
        if (at >= text.length()) throw wrong("a [ that nothing closes");
        return text.charAt(at++);
    }

    void back(int by) {
        at -= by;
    }

    boolean take(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    boolean take(String what) {
        if (!text.startsWith(what, at)) return false;
        at += what.length();
        return true;
    }

    RegexException wrong(String what) {
        return wrongAt(at, what);
    }

    private static final int SHOWN = 30;

    private RegexException wrongAt(int place, String what) {
        int from = Math.max(0, Math.min(place, text.length()) - SHOWN);
        String before = (from > 0 ? "…" : "") + text.substring(from, Math.min(place, text.length()));
        return new RegexException(
                what + ", at character " + (place + 1) + (before.isEmpty() ? "" : ", behind " + before));
    }
}
