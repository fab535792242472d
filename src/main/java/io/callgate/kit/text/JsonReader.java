package io.callgate.kit.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON (RFC 8259) into what {@link Json} writes: maps, lists, texts, numbers, booleans, and an empty optional for null. */
final class JsonReader {

    /** Deeper than anything that makes sense, and less deep than a thread's stack. */
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        if (reader.next() != '\0') throw reader.wrong("something follows the value");
        return value;
    }

    private Object value() {
        if (++depth > DEEPEST) throw wrong("it is too deep");
        char begins = next();
        Object value =
                switch (begins) {
                    case '{' -> object();
                    case '[' -> array();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", Optional.empty());
                    default -> number();
                };
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (took('}')) return object;
        do {
            if (next() != '"') throw wrong("a name in quotes is missing");
            String key = string();
            if (!took(':')) throw wrong("a colon is missing");
            object.put(key, value());
        } while (took(','));
        if (!took('}')) throw wrong("an object does not end");
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        if (took(']')) return array;
        do array.add(value());
        while (took(','));
        if (!took(']')) throw wrong("an array does not end");
        return array;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return string.toString();
            }
            if (c < ' ') break;
            string.append(c == '\\' ? escaped() : c);
        }
        throw wrong("a text does not end");
    }

    private char escaped() {
        char c = ++at < text.length() ? text.charAt(at) : '\0';
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) return "\"\\/\b\f\n\r\t".charAt(known);
        if (c != 'u' || at + 4 >= text.length()) throw wrong("there is no such escape");
        String digits = text.substring(at + 1, at + 5);
        if (!digits.matches("[0-9a-fA-F]{4}")) throw wrong("there is no such escape");
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw wrong("there is no such value");
        at += word.length();
        return value;
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?")) throw wrong("a value is missing");
        return number.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(number) : new BigDecimal(number);
    }

    private boolean took(char c) {
        if (next() != c) return false;
        at++;
        return true;
    }

    /** What comes next after blanks; NUL at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("is not JSON: " + why + " at character " + (at + 1));
    }
}
