package io.callgate.app.cli.base;

import io.callgate.kit.text.Json;
import io.callgate.kit.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows under named columns, for people as aligned text, for programs as a JSON array of objects. */
public final class Table {

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    public void add(Object... cells) {
        if (cells.length != columns.size()) throw new IllegalArgumentException(cells.length + " cells for " + columns);
        rows.add(List.of(cells));
    }

    public int size() {
        return rows.size();
    }

    /** The rows for {@link Json}. */
    public List<Map<String, Object>> objects() {
        return rows.stream().map(this::object).collect(Collectors.toList());
    }

    private Map<String, Object> object(List<Object> row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) object.put(columns.get(i), row.get(i));
        return object;
    }

    public void print(Console console, boolean json, String whenEmpty) {
        if (json) console.line(Json.of(objects()));
        else if (rows.isEmpty()) console.line(whenEmpty);
        else text().forEach(console::line);
    }

    private List<String> text() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream()
                .map(c -> c.replace('_', ' ').toUpperCase(Locale.ROOT))
                .toList());
        for (List<Object> row : rows) cells.add(row.stream().map(Table::cell).toList());
        int[] widths = new int[columns.size()];
        for (List<String> row : cells)
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        return cells.stream().map(row -> aligned(row, widths)).toList();
    }

    private static String aligned(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++)
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        return line.toString().stripTrailing();
    }

    /** A value for people. */
    public static String cell(Object value) {
        Object present = value instanceof Optional<?> optional
                ? optional.map(Object.class::cast).orElse("-")
                : value;
        String text = Printable.clean(present.toString());
        return text.isEmpty() ? "-" : text;
    }
}
