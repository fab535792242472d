package io.callgate.scan.filter;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads INI files as Python's configparser does with fail2ban's settings: sections of keys, whose values may go on. */
final class IniText {

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private Map<String, String> section;
    private String key = "";
    private int indent;

    private IniText() {}

    /** @throws IllegalArgumentException naming the line that is neither of these */
    static Map<String, Map<String, String>> read(String text) {
        IniText ini = new IniText();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) ini.line(line, ++number);
        ini.sections.values().forEach(keys -> keys.replaceAll((key, value) -> value.stripTrailing()));
        return ini.sections;
    }

    private void line(String line, int number) {
        String value = withoutComment(line);
        if (value.isBlank()) {
            boolean comment = !line.isBlank();
            if (!comment && !key.isEmpty()) more("");
            return;
        }
        int begins = line.length() - line.stripLeading().length();
        if (section != null && !key.isEmpty() && begins > indent) {
            more(value.strip());
            return;
        }
        indent = begins;
        String words = value.strip();
        if (words.startsWith("[") && words.indexOf(']') > 0) {
            section = sections.computeIfAbsent(words.substring(1, words.indexOf(']')), name -> new TreeMap<>());
            key = "";
        } else {
            setting(words, number);
        }
    }

    private void setting(String words, int number) {
        int sign = 0;
        while (sign < words.length() && words.charAt(sign) != '=' && words.charAt(sign) != ':') sign++;
        if (section == null || sign == 0 || sign == words.length())
            throw new IllegalArgumentException("line " + number + " is no setting and no [section]: " + words);
        key = words.substring(0, sign).strip().toLowerCase(Locale.ROOT);
        section.put(key, words.substring(sign + 1).strip());
    }

    private void more(String value) {
        section.merge(key, value, (before, next) -> before + "\n" + next);
    }

    private static String withoutComment(String line) {
        String words = line.stripLeading();
        if (words.startsWith("#") || words.startsWith(";")) return "";
        for (int at = line.indexOf(';'); at > 0; at = line.indexOf(';', at + 1))
            if (Character.isWhitespace(line.charAt(at - 1))) return line.substring(0, at);
        return line;
    }
}
