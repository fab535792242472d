package io.callgate.store.table;

/** Text as the columns take it. */
final class Text {
    private Text() {}

    /** At most {@code length} characters of it, the last an ellipsis where some were cut; never half of a pair. */
    static String cut(String text, int length) {
        if (text.length() <= length) return text;
        int end = length - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) end--;
        return text.substring(0, end) + "…";
    }
}
