package io.callgate.toml;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A value of the file with its place in it. Every way to read it either gives a typed value or refuses with that place. */
public record Value(Object raw, String key, TomlPosition position) {

    private static final Map<Class<?>, String> TYPES = Map.of(
            String.class, "a string",
            Long.class, "an integer",
            Double.class, "a decimal number",
            Boolean.class, "a boolean");

    /** As a string that {@code parse} understands; what it refuses, it says by an IllegalArgumentException. */
    public <T> T as(Function<String, T> parse) {
        if (!(raw instanceof String text)) throw wrong("must be a string in quotes, not " + type());
        return checked(this, () -> parse.apply(text));
    }

    /** What {@code made} makes of {@code value}; what it refuses, is refused with the value's place. */
    public static <T> T checked(Value value, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(value.wrong(e.getMessage()).getMessage(), e);
        }
    }

    public int integer(int min, int max) {
        if (!(raw instanceof Long number)) throw wrong("must be an integer, not " + type());
        if (number < min || number > max) throw wrong("must be " + min + " to " + max);
        return number.intValue();
    }

    public boolean flag() {
        if (!(raw instanceof Boolean flag)) throw wrong("must be true or false, not " + type());
        return flag;
    }

    public Duration duration() {
        return as(Durations::parse);
    }

    public <T> ImmutableList<T> list(Function<String, T> parse) {
        return listOf(one -> one.as(parse));
    }

    public <T> ImmutableList<T> listOf(Function<Value, T> read) {
        if (!(raw instanceof TomlArray array))
            throw wrong("must be an array of strings: [\"…\", \"…\"], not " + type());
        ImmutableList.Builder<T> list = ImmutableList.builder();
        for (int i = 0; i < array.size(); i++)
            list.add(read.apply(new Value(array.get(i), key, array.inputPositionOf(i))));
        return list.build();
    }

    public boolean isTable() {
        return raw instanceof TomlTable;
    }

    /** Of a table whose keys are names that the administrator gives. */
    public Map<String, Value> entries() {
        if (!(raw instanceof TomlTable table)) throw wrong("must be a table, not " + type());
        Map<String, Value> entries = new LinkedHashMap<>();
        for (String name : table.keySet()) {
            List<String> path = List.of(name);
            entries.put(name, new Value(table.get(path), key + "." + name, table.inputPositionOf(path)));
        }
        return entries;
    }

    /** Where it stands, for a message about it later. */
    public String place() {
        return Toml.at(position, key + ": ").getMessage();
    }

    public ConfigException wrong(String rule) {
        return Toml.at(position, key + " = " + shown() + ": " + rule);
    }

    private String shown() {
        if (raw instanceof String text) return "\"" + concealed(text) + "\"";
        if (raw instanceof TomlArray array)
            return array.toJson().replaceAll("\\s+", " ").strip();
        if (raw instanceof TomlTable) return "{…}";
        return raw.toString();
    }

    /** Without the passwords that URLs may hold. */
    private static String concealed(String text) {
        return text.replaceAll("password=[^&]*", "password=…").replaceAll("//.*@", "//…@");
    }

    private String type() {
        if (raw instanceof TomlArray) return "an array";
        if (raw instanceof TomlTable) return "a table";
        return TYPES.getOrDefault(
                raw.getClass(), "a " + raw.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
}
