package io.callgate.app.command;

import io.callgate.app.text.Printable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes maps, lists, texts, numbers, booleans and optionals as JSON (RFC 8259), on one line and printable. */
public final class Json {

    private Json() {}

    public static String of(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Optional<?> optional) {
            if (optional.isEmpty()) out.append("null");
            else write(optional.get(), out);
        } else if (value instanceof Map<?, ?> map) object(map, out);
        else if (value instanceof List<?> list) array(list, out);
        else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) out.append(value);
        else text(value.toString(), out);
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            text(entry.getKey().toString(), out);
            out.append(':');
            write(entry.getValue(), out);
            if (entries.hasNext()) out.append(',');
        }
        out.append('}');
    }

    private static void array(List<?> list, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) out.append(',');
            write(list.get(i), out);
        }
        out.append(']');
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (!Printable.is(c) || loneSurrogate(text, i)) out.append(Printable.escape(c));
            else out.append(c);
        }
        out.append('"');
    }

    /** Half a character, which no UTF-8 can hold. */
    private static boolean loneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c))
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
