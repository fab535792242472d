package io.callgate.agi.call;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words of the recordings, from the text they were made of: {@code name = words}, a phrase a line. */
public final class Prompts {

    private final Map<String, String> words;

    private Prompts(Map<String, String> words) {
        this.words = words;
    }

    /** The phrases of a language that this build carries, such as {@code en}. */
    public static Prompts of(String language) {
        String name = "/prompts/" + language + "/prompts.txt";
        try (InputStream in = Prompts.class.getResourceAsStream(name)) {
            if (in == null)
                throw new IllegalArgumentException("there are no prompts for the language \"" + language + "\"");
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static Prompts read(BufferedReader lines) {
        Map<String, String> words = new LinkedHashMap<>();
        lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            words.put(
                    line.substring(0, equals).trim(), line.substring(equals + 1).trim());
        });
        return new Prompts(words);
    }

    /** The names of all phrases. */
    public Iterable<String> names() {
        return words.keySet();
    }

    /** What a file of Asterisk's sounds says, ours or its own; its name for one that is neither. */
    public String ofFile(String file) {
        if (file.startsWith(Telephone.OURS)) {
            String name = file.substring(Telephone.OURS.length());
            return words.getOrDefault(name, "(no recording \"" + name + "\")");
        }
        return switch (file) {
            case "vm-goodbye" -> "Goodbye.";
            case "letters/dot" -> "dot";
            case "silence/1" -> "";
            default -> "(" + file + ")";
        };
    }
}
