package io.callgate.app.book;

import io.callgate.core.Refusal;
import io.callgate.kit.text.Printable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A table of the file with its place. Whatever is wrong in it is a {@link Refusal} that names the line. */
final class Block {

    private final String name;
    private final int firstLine;
    private final TomlTable table;
    private final Set<String> known = new HashSet<>();

    private Block(String name, int firstLine, TomlTable table) {
        this.name = name;
        this.firstLine = firstLine;
        this.table = table;
    }

    /** @param text one table with its head, or what stands before the first */
    static Block parse(String text, int firstLine) {
        TomlParseResult result = toml(text, firstLine);
        if (result.hasErrors()) {
            TomlParseError first = result.errors().get(0);
            throw at(
                    firstLine + first.position().line() - 1,
                    first.getMessage().lines().findFirst().orElse("is not TOML"));
        }
        if (!text.startsWith("[")) return new Block("", firstLine, result);
        String name = result.keySet().iterator().next();
        Object value = result.get(List.of(name));
        if (value instanceof TomlArray array && array.size() == 1 && array.get(0) instanceof TomlTable table)
            return new Block(name, firstLine, table);
        if (value instanceof TomlTable table && name.equals("end")) return new Block(name, firstLine, table);
        throw at(firstLine, "a table begins like [[grant]]");
    }

    /** The parser breaks on a text that ends within an escape (tomlj 1.1.1): that, too, is no more than a bad file. */
    private static TomlParseResult toml(String text, int firstLine) {
        try {
            return Toml.parse(text);
        } catch (RuntimeException | AssertionError e) {
            throw at(firstLine, "cannot be read to its end");
        }
    }

    String name() {
        return name;
    }

    String text(String key) {
        return findText(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    /** Empty, too, when the text is. */
    Optional<String> findText(String key) {
        return get(key, String.class, "a text in quotes");
    }

    /** What {@code parse} makes of a text; what it refuses, is refused with the line. */
    <T> T as(String key, Function<String, T> parse) {
        String text = text(key);
        return checked(key, () -> parse.apply(text));
    }

    long number(String key) {
        return get(key, Long.class, "a number").orElseThrow(() -> wrong(key, "is missing"));
    }

    boolean flag(String key) {
        return get(key, Boolean.class, "true or false").orElseThrow(() -> wrong(key, "is missing"));
    }

    Instant time(String key) {
        return findTime(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    Optional<Instant> findTime(String key) {
        Optional<Instant> time = get(key, OffsetDateTime.class, "a time like 2026-03-01T12:00:00Z")
                .map(OffsetDateTime::toInstant);
        if (time.isPresent() && time.get().isBefore(Instant.EPOCH)) throw wrong(key, "is before 1970");
        return time;
    }

    List<String> texts(String key) {
        TomlArray array = get(key, TomlArray.class, "a list of texts").orElseThrow(() -> wrong(key, "is missing"));
        for (Object each : array.toList())
            if (!(each instanceof String)) throw wrong(key, "must be a list of texts in quotes");
        return array.toList().stream().map(String.class::cast).toList();
    }

    <T> T checked(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(key, e.getMessage());
        }
    }

    /** Refuses the first key that nobody asked for. */
    void refuseUnknown() {
        for (String key : table.keySet())
            if (!known.contains(key)) throw wrong(key, "is not known in " + (name.isEmpty() ? "the head" : name));
    }

    private <T> Optional<T> get(String key, Class<T> type, String what) {
        known.add(key);
        Object value = table.get(List.of(key));
        if (value != null && !type.isInstance(value)) throw wrong(key, "must be " + what);
        return Optional.ofNullable(value).map(type::cast);
    }

    Refusal wrong(String key, String rule) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return at(position == null ? firstLine : firstLine + position.line() - 1, key + ": " + rule);
    }

    static Refusal at(int line, String what) {
        return new Refusal("line " + line + ": " + Printable.escaped(what));
    }
}
