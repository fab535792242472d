package io.callgate.app.tm3;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, where double quotes keep blanks together, as iptables-save writes comments, and a
 * backslash within them stands before a quote. Nothing is expanded.
 */
final class Words {

    private Words() {}

    /** @throws IllegalArgumentException when a quote does not end */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        boolean escaped = false;
        for (char c : line.toCharArray()) {
            if (quoted && c == '\\' && !escaped) {
                escaped = true;
                continue;
            }
            if (c == '"' && !escaped) {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                if (begun) words.add(word.toString());
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
            escaped = false;
        }
        if (quoted) throw new IllegalArgumentException("a quote does not end");
        if (begun) words.add(word.toString());
        return words;
    }
}
