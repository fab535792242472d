package io.callgate.kit.text;

import com.google.common.base.CharMatcher;

/** Text from outside made fit for one line of a terminal or a log. */
public final class Printable {

    /** Control characters, and those that make text read in another order or on another line. */
    private static final CharMatcher UNPRINTABLE = CharMatcher.javaIsoControl()
            .or(CharMatcher.inRange('\u200e', '\u200f'))
            .or(CharMatcher.inRange('\u2028', '\u202e'))
            .or(CharMatcher.inRange('\u2066', '\u2069'));

    private Printable() {}

    public static boolean is(char c) {
        return !UNPRINTABLE.matches(c);
    }

    /** With a {@code ?} for each character that is not. */
    public static String clean(String text) {
        return UNPRINTABLE.replaceFrom(text, '?');
    }

    /** With the number of each character that is not, as in {@code \\u000a}. */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(is((char) c) ? String.valueOf((char) c) : escape((char) c)));
        return out.toString();
    }

    public static String escape(char c) {
        return String.format("\\u%04x", (int) c);
    }
}
