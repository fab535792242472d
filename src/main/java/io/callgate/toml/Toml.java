package io.callgate.toml;

import com.google.common.base.Joiner;
import io.callgate.kit.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A parsed TOML file that remembers which keys were asked for, so that the rest can be refused as unknown. */
public final class Toml {

    private final TomlTable root;
    private final Set<String> tables = new TreeSet<>();
    private final Set<String> keys = new TreeSet<>();

    private Toml(TomlTable root) {
        this.root = root;
    }

    public static Toml parse(String text) {
        TomlParseResult result = org.tomlj.Toml.parse(text);
        if (result.hasErrors()) {
            TomlParseError first = result.errors().get(0);
            throw at(first.position(), rule(first));
        }
        return new Toml(result);
    }

    /** The parser lists how values may begin, and not what to do. */
    private static String rule(TomlParseError error) {
        String text = error.getMessage().lines().findFirst().orElse("is not TOML");
        return text.contains("\'\'\'")
                ? text.replaceFirst(", expected.*", "") + ": a text stands in quotes, as in \"observe\""
                : text;
    }

    /** The value of {@code key} in the table, if the file has it. Both are known from now on. */
    public Optional<Value> find(String table, String key) {
        keys.add(table + "." + key);
        return table(table)
                .map(t -> t.get(List.of(key)))
                .map(raw -> new Value(raw, table + "." + key, position(table, key)));
    }

    /** All of a table whose keys are names that the administrator gives. */
    public Map<String, Value> all(String table) {
        Map<String, Value> values = new TreeMap<>();
        table(table).map(TomlTable::keySet).orElse(Set.of()).forEach(key -> find(table, key)
                .ifPresent(value -> values.put(key, value)));
        return values;
    }

    /** What stands at the top of the file, where tables have names that the writer gives. */
    public Set<String> names() {
        return root.keySet();
    }

    private Optional<TomlTable> table(String table) {
        tables.add(table);
        Object raw = root.get(List.of(table));
        if (raw != null && !(raw instanceof TomlTable))
            throw at(position(table), table + " must be a table: [" + table + "]");
        return Optional.ofNullable((TomlTable) raw);
    }

    /** Refuses the first key or table that nobody asked for. */
    public void refuseUnknown() {
        for (String name : root.keySet()) {
            if (!tables.contains(name)) throw unknown(name);
            for (String key : table(name).orElseThrow().keySet())
                if (!keys.contains(name + "." + key))
                    throw at(
                            position(name, key),
                            "there is no key \"" + name + "." + key + "\"; did you mean \""
                                    + Nearest.of(name + "." + key, keys) + "\"?");
        }
    }

    private ConfigException unknown(String name) {
        if (root.get(List.of(name)) instanceof TomlTable)
            return at(
                    position(name),
                    "there is no table [" + name + "]; did you mean [" + Nearest.of(name, tables) + "]?");
        return at(
                position(name),
                "there is no key \"" + name + "\" outside of a table; did you mean \"" + Nearest.ofLast(name, keys)
                        + "\"?");
    }

    private TomlPosition position(String... path) {
        return root.inputPositionOf(List.of(path));
    }

    static ConfigException at(TomlPosition position, String what) {
        String where = position == null
                ? ""
                : Joiner.on("").join("line ", position.line(), ", column ", position.column(), ": ");
        return new ConfigException(where + Printable.escaped(what));
    }
}
