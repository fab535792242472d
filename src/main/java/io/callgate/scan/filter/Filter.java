package io.callgate.scan.filter;

import io.callgate.scan.regex.Regex;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What tells a failed attempt in lines of one kind, as the administrator or a filter file of fail2ban says it. Its
 * expressions are for a line without its time.
 *
 * @param before what a line has to match first, if anything; its group {@code content} is what the failures are searched in
 * @param failures in the order of the file; each has an address, or {@code before} has
 * @param harmless what no failure matches
 */
public record Filter(
        String name,
        Optional<FailRegex> before,
        List<FailRegex> failures,
        List<Regex> harmless,
        List<DatePattern> dates) {

    /** Shorter ones are in too many lines to be worth a search. */
    public static final int SHORTEST_NEEDLE = 5;

    /** A pattern of the configuration. */
    public static Filter of(String name, String regex) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}"))
            throw new IllegalArgumentException(
                    "the name of a pattern is 1 to 32 letters, digits and - _ ., not " + name);
        return new Filter(name, Optional.empty(), List.of(failure(regex, true, false)), List.of(), DatePattern.USUAL);
    }

    /** @param addressBefore whether what a line has to match first has the address */
    static FailRegex failure(String text, boolean names, boolean addressBefore) {
        FailRegex failure = FailRegex.compile(text, names);
        if (failure.hasAddress() || addressBefore) return failure;
        throw new IllegalArgumentException(
                failure.regex().names().contains("mlfid")
                        ? "no address: it needs the lines before it, and callgate judges each line by itself"
                        : "no address: it needs <HOST>, or a group (?<address>…)");
    }

    /** What each line that it tells of holds one of, bytes in the form of characters; empty when there is no such thing, and every line has to be read. */
    public List<String> needles() {
        List<byte[]> first = before.map(FailRegex::needles).orElse(List.of());
        Set<String> all = new LinkedHashSet<>();
        for (FailRegex failure : failures) {
            List<byte[]> best = shortest(failure.needles()) >= shortest(first) ? failure.needles() : first;
            if (shortest(best) < SHORTEST_NEEDLE) return List.of();
            best.forEach(needle -> all.add(new String(needle, StandardCharsets.ISO_8859_1)));
        }
        return List.copyOf(all);
    }

    private static int shortest(List<byte[]> needles) {
        return needles.stream().mapToInt(n -> n.length).min().orElse(0);
    }

    @Override
    public String toString() {
        return name;
    }
}
