package io.callgate.app.doctor;

import java.util.Optional;

/** The fields of one JSON object, and not those of objects within it, as {@code status --json} prints it: without blanks. */
record Fields(String json) {

    /** A text, as it is written; empty for null, and for what is no text. */
    Optional<String> text(String key) {
        return raw(key).filter(value -> value.startsWith("\"")).map(value -> value.substring(1, value.length() - 1));
    }

    Fields object(String key) {
        return new Fields(raw(key).filter(value -> value.startsWith("{")).orElse("{}"));
    }

    private Optional<String> raw(String key) {
        String wanted = '"' + key + "\":";
        for (int at = 1; at < json.length(); at = end(at) + 1) {
            if (json.startsWith(wanted, at)) return Optional.of(json.substring(at + wanted.length(), end(at)));
        }
        return Optional.empty();
    }

    /** Where the field that begins there ends: at the next comma or closing bracket of this object. */
    private int end(int from) {
        int depth = 0;
        boolean quoted = false;
        int at = from;
        for (; at < json.length(); at++) {
            char c = json.charAt(at);
            if (quoted && c == '\\') at++;
            else if (c == '"') quoted = !quoted;
            else if (!quoted && depth == 0 && (c == ',' || c == '}')) return at;
            else if (!quoted && (c == '{' || c == '[')) depth++;
            else if (!quoted && (c == '}' || c == ']')) depth--;
        }
        return at;
    }
}
