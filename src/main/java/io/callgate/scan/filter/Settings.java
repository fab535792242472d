package io.callgate.scan.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a filter file of fail2ban: with what it includes before and after, what {@code .local} files beside them
 * change, and {@code %(name)s} and {@code <name>} filled in.
 */
final class Settings {

    private static final String DEFINITION = "Definition";
    private static final String DEFAULT = "DEFAULT";
    private static final String KNOWN = "KNOWN/";
    private static final Pattern NAMED = Pattern.compile("%(?:%|\\(([^)]*)\\)s|(.))");
    private static final Pattern TAG = Pattern.compile("<([^ <>]+)>");
    private static final int DEEPEST = 30;
    /** No filter comes near it; one that names itself gets there soon. */
    private static final int LONGEST = 200_000;

    private static final int MOST_TAGS = 10_000;

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private final Set<Path> merged = new HashSet<>();
    private final Map<String, String> given;

    private Settings(Map<String, String> given) {
        this.given = given;
    }

    /**
     * Reads the file and all that belongs to it.
     *
     * @param given settings that overrule the file's
     */
    static Settings read(Path file, Map<String, String> given) throws IOException {
        Settings settings = new Settings(given);
        settings.with(file, new HashSet<>());
        return settings;
    }

    private void with(Path file, Set<Path> within) throws IOException {
        withIncluded(file, within);
        String name = file.getFileName().toString();
        Path local = file.resolveSibling(name.replaceFirst("[.][^.]*$", "") + ".local");
        // Once, also if the file itself names it.
        if (!merged.contains(local) && Files.isRegularFile(local)) withIncluded(local, within);
    }

    private void withIncluded(Path file, Set<Path> within) throws IOException {
        Map<String, Map<String, String>> own;
        try {
            own = IniText.read(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        Set<Path> seen = new HashSet<>(within);
        seen.add(file);
        Map<String, String> includes = own.getOrDefault("INCLUDES", Map.of());
        include(includes.getOrDefault("before", ""), file, seen);
        own.forEach(this::merge);
        merged.add(file);
        include(includes.getOrDefault("after", ""), file, seen);
    }

    /** What is not there is left out: fail2ban's own files name some for the administrator to write. */
    private void include(String names, Path by, Set<Path> seen) throws IOException {
        for (String name : names.split("\n")) {
            Path file = by.resolveSibling(name.strip()).normalize();
            if (!name.isBlank() && !seen.contains(file) && Files.isRegularFile(file)) with(file, seen);
        }
    }

    private void merge(String section, Map<String, String> own) {
        Map<String, String> all = sections.computeIfAbsent(section, name -> new HashMap<>());
        Map<String, String> before = sections.computeIfAbsent(KNOWN + section, name -> new HashMap<>());
        own.forEach((key, value) -> {
            if (all.containsKey(key)) before.put(key, all.get(key));
            all.put(key, value);
        });
    }

    /**
     * A setting of the filter with all names filled in.
     *
     * @throws IllegalArgumentException when it names what is nowhere
     */
    Optional<String> get(String key) {
        return filled(DEFINITION, key).map(this::withTags);
    }

    private Optional<String> filled(String section, String key) {
        String name = key.toLowerCase(Locale.ROOT);
        if (given.containsKey(name)) return Optional.of(given.get(name));
        return raw(section, name).map(value -> filled(section, value, 0));
    }

    private Optional<String> raw(String section, String name) {
        Map<String, String> init = section.equals(DEFINITION) ? section("Init") : Map.of();
        for (Map<String, String> place : java.util.List.of(section(section), init, section(DEFAULT)))
            if (place.containsKey(name)) return Optional.of(place.get(name));
        return Optional.empty();
    }

    private Map<String, String> section(String name) {
        return sections.getOrDefault(name, Map.of());
    }

    private String filled(String section, String value, int depth) {
        if (depth > DEEPEST) throw new IllegalArgumentException("settings that name each other in a circle: " + value);
        StringBuilder all = new StringBuilder();
        Matcher names = NAMED.matcher(value);
        while (names.find()) {
            if (names.group(2) != null)
                throw new IllegalArgumentException("a % that is neither %% nor %(name)s in: " + value);
            String name = names.group(1);
            String text = name == null ? "%" : filled(section, named(section, name), depth + 1);
            names.appendReplacement(all, Matcher.quoteReplacement(text));
        }
        return names.appendTail(all).toString();
    }

    /** What {@code %(name)s}, {@code %(section/name)s} or {@code %(known/name)s} stands for. */
    private String named(String section, String name) {
        String key = name.toLowerCase(Locale.ROOT);
        int slash = key.indexOf('/');
        if (slash < 0 && given.containsKey(key)) return given.get(key);
        String place = slash < 0 ? section : name.substring(0, slash);
        if (place.equalsIgnoreCase("known")) place = KNOWN + section;
        String of = place;
        return raw(of, key.substring(slash + 1))
                .orElseThrow(() -> new IllegalArgumentException("%(" + name + ")s is nowhere"));
    }

    private String withTags(String value) {
        String text = value;
        Matcher tags = TAG.matcher(text);
        int times = 0;
        for (int at = 0; tags.find(at); ) {
            Optional<String> instead = tagged(tags.group(1));
            if (instead.isEmpty()) {
                // Not a setting's name: it means something else, or nothing.
                at = tags.end();
                continue;
            }
            text = text.replace(tags.group(), instead.get());
            if (text.length() > LONGEST || ++times > MOST_TAGS)
                throw new IllegalArgumentException(
                        "settings that name each other in a circle: <" + tags.group(1) + ">");
            // From the beginning: one may have been within another, as in <prefix-<kind>>.
            at = 0;
            tags = TAG.matcher(text);
        }
        return text;
    }

    private Optional<String> tagged(String name) {
        int slash = name.indexOf('/');
        if (slash <= 0) return filled(DEFINITION, name);
        String place = name.substring(0, slash);
        if (place.equalsIgnoreCase("known")) place = KNOWN + DEFINITION;
        return sections.containsKey(place) ? filled(place, name.substring(slash + 1)) : Optional.empty();
    }
}
