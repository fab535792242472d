package io.callgate.scan.filter;

import io.callgate.scan.regex.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a filter file of fail2ban, and refuses it as a whole when anything in it cannot be done here. */
public final class FilterFile {

    private static final Pattern SPEC = Pattern.compile("([^\\[\\]]+)(?:\\[(.*)\\])?");
    private static final Pattern OPTION =
            Pattern.compile("\\s*([\\w-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\"']*))\\s*(?:,|$)");

    private final Path file;
    private final Settings settings;

    private FilterFile(Path file, Settings settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * Of a file, with settings of it overruled or not: {@code /etc/fail2ban/filter.d/postfix.conf[mode=aggressive]}.
     *
     * @throws IllegalArgumentException saying what of it cannot be done, and what to do
     */
    public static Filter read(String spec) {
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches())
            throw new IllegalArgumentException(
                    spec + ": must be like /path/to/filter.conf or /path/to/filter.conf[mode=…]");
        Path file = path(parts.group(1));
        try {
            if (!Files.isRegularFile(file)) throw new IllegalArgumentException(file + ": there is no such file");
            Settings settings = Settings.read(
                    file, options(Optional.ofNullable(parts.group(2)).orElse("")));
            return new FilterFile(file, settings).filter(parts.group(2));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getNameCount() > 0) return path.normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("cannot be a path: " + e.getReason(), e);
        }
        throw new IllegalArgumentException(text + ": must be an absolute path to a filter file");
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        Matcher option = OPTION.matcher(text);
        int at = 0;
        for (; at < text.length() && option.find(at) && option.start() == at; at = option.end())
            for (int group = 2; group <= 4; group++)
                if (option.group(group) != null)
                    options.put(option.group(1).toLowerCase(Locale.ROOT), option.group(group));
        if (at < text.length())
            throw new IllegalArgumentException(
                    text + ": the settings in [ ] must be like [mode=aggressive, port=\"x\"]");
        return options;
    }

    private Filter filter(String options) {
        requireOneLine();
        boolean names = !setting("usedns").orElse("").equals("no");
        Optional<FailRegex> before = lines("prefregex").stream()
                .findFirst()
                .map(text -> tried("prefregex", 0, text, one -> FailRegex.compile(one, names)));
        boolean address = before.isPresent() && before.get().hasAddress();
        List<FailRegex> failures = all("failregex", text -> Filter.failure(text, names, address));
        if (failures.isEmpty()) throw new IllegalArgumentException(file + ": has no failregex");
        List<Regex> harmless = all("ignoreregex", text -> Regex.compile(Tags.resolved(text, names)));
        List<DatePattern> dates = all("datepattern", DatePattern::of);
        String name = file.getFileName() + (options == null ? "" : "[" + options + "]");
        return new Filter(name, before, failures, harmless, dates.isEmpty() ? DatePattern.USUAL : dates);
    }

    private void requireOneLine() {
        String lines = setting("maxlines").orElse("1").strip();
        if (!lines.equals("1"))
            throw new IllegalArgumentException(
                    file + ": maxlines is " + lines
                            + ", and callgate judges each line by itself; leave it to fail2ban, or write patterns for single lines");
    }

    private Optional<String> setting(String key) {
        try {
            return settings.get(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + key + ": " + e.getMessage(), e);
        }
    }

    private List<String> lines(String key) {
        return setting(key).orElse("").lines().filter(line -> !line.isBlank()).toList();
    }

    private <T> List<T> all(String key, Function<String, T> made) {
        List<T> all = new ArrayList<>();
        List<String> texts = lines(key);
        for (int i = 0; i < texts.size(); i++) all.add(tried(key, texts.size() == 1 ? 0 : i + 1, texts.get(i), made));
        return all;
    }

    /** @param number which of several, from 1; 0 when there is one */
    private <T> T tried(String key, int number, String text, Function<String, T> made) {
        try {
            return made.apply(text);
        } catch (IllegalArgumentException e) {
            String which = number == 0 ? key : key + " " + number;
            throw new IllegalArgumentException(
                    file + ": " + which + ": " + e.getMessage()
                            + "; to use the others, overrule it in a copy or a .local file. It is "
                            + (text.length() > 200 ? text.substring(0, 200) + "…" : text),
                    e);
        }
    }
}
