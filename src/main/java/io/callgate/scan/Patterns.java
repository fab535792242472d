package io.callgate.scan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.filter.FilterFile;
import io.callgate.scan.follow.LogScanner;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the administrator added to what is understood in logs. Its filter files are read when they are asked for and not
 * before, because others change them, and that must not keep a command from opening the firewall.
 *
 * @param patterns regular expressions by name, which were found good
 */
public record Patterns(ImmutableMap<String, String> patterns, ImmutableList<File> files) {

    public static final Patterns NONE = new Patterns(ImmutableMap.of(), ImmutableList.of());

    /**
     * A filter file of fail2ban.
     *
     * @param spec its path, with settings in brackets or not
     * @param place where it is named, for messages
     */
    public record File(String spec, String place) {}

    /** The keys {@code patterns} and {@code filters} of the table {@code [scan]}. */
    static Patterns read(Toml toml, String where) {
        ImmutableMap.Builder<String, String> patterns = ImmutableMap.builder();
        toml.find("scan", "patterns")
                .map(Value::entries)
                .orElse(Map.of())
                .forEach((name, value) -> patterns.put(name, value.as(regex -> checked(name, regex))));
        return new Patterns(
                patterns.buildOrThrow(),
                toml.find("scan", "filters")
                        .map(v -> v.listOf(one -> new File(one.as(Patterns::path), where + one.place())))
                        .orElse(ImmutableList.of()));
    }

    /** With settings in brackets behind it or not; the file is looked at when it is used. */
    private static String path(String text) {
        if (!text.startsWith("/")) throw new IllegalArgumentException("must be an absolute path to a filter file");
        return text;
    }

    private static String checked(String name, String regex) {
        if (LogScanner.builtIn().contains(name))
            throw new IllegalArgumentException("\"" + name + "\" is built in; give the pattern another name");
        Filter.of(name, regex);
        return regex;
    }

    /** @param refused why the rest cannot be used, and what to do, one sentence each */
    public record Ready(ImmutableList<Filter> filters, ImmutableList<String> refused) {}

    /** Those that can be used as their files are now. */
    public Ready ready() {
        ImmutableList.Builder<Filter> filters = ImmutableList.builder();
        ImmutableList.Builder<String> refused = ImmutableList.builder();
        Set<String> names = new HashSet<>(LogScanner.builtIn());
        patterns.forEach((name, regex) -> {
            names.add(name);
            filters.add(Filter.of(name, regex));
        });
        for (File file : files) {
            try {
                Filter filter = read(file);
                if (names.add(filter.name())) filters.add(filter);
                else refused.add(file.place + "there is another pattern called \"" + filter.name() + "\"");
            } catch (ConfigException e) {
                refused.add(e.getMessage());
            }
        }
        return new Ready(filters.build(), refused.build());
    }

    /**
     * All of them.
     *
     * @throws ConfigException naming the file of which something cannot be done, and what to do
     */
    public List<Filter> filters() {
        Ready ready = ready();
        if (!ready.refused.isEmpty()) throw new ConfigException(ready.refused.get(0));
        return ready.filters;
    }

    private static Filter read(File file) {
        try {
            return FilterFile.read(file.spec);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file.place + e.getMessage(), e);
        }
    }
}
