package io.callgate.kit.text;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes maps, lists, texts, numbers, booleans and optionals as JSON (RFC 8259), on one line and printable, and reads it. */
public final class Json {

    private Json() {}

    public static String of(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    /**
     * The value that {@code text} is: a map, a list, a text, a number, a boolean, or an empty optional for null.
     *
     * @throws IllegalArgumentException saying where it is no JSON
     */
    public static Object read(String text) {
        return JsonReader.read(text);
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Optional<?> optional) {
            if (optional.isEmpty()) out.append("null");
            else write(optional.get(), out);
        } else if (value instanceof Map<?, ?> map) object(map, out);
        else if (value instanceof List<?> list) array(list, out);
        else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) out.append(value);
        else out.append(Quoted.of(value.toString()));
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            out.append(Quoted.of(entry.getKey().toString()));
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
}
