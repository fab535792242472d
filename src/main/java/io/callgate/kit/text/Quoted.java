package io.callgate.kit.text;

/** A text in quotes on one printable line, as both JSON (RFC 8259) and TOML 1.0 read it. */
public final class Quoted {

    private Quoted() {}

    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (!Printable.is(c) || loneSurrogate(text, i)) out.append(Printable.escape(c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    /** Half a character, which no UTF-8 can hold. */
    private static boolean loneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c))
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
