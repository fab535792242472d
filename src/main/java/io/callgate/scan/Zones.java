package io.callgate.scan;

import com.google.common.collect.ImmutableMap;
import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * In which zone the times of logs are that name none.
 *
 * @param all of those that are not in {@code byLog}; empty for the system's
 */
public record Zones(Optional<ZoneId> all, ImmutableMap<Path, ZoneId> byLog) {

    public static final Zones SYSTEM = new Zones(Optional.empty(), ImmutableMap.of());

    /** The key {@code zone} of the table {@code [scan]}: one for all, or a table of them by log. */
    static Zones read(Toml toml) {
        return toml.find("scan", "zone").map(Zones::read).orElse(SYSTEM);
    }

    private static Zones read(Value value) {
        if (!value.isTable()) return new Zones(Optional.of(value.as(Zones::zone)), ImmutableMap.of());
        ImmutableMap.Builder<Path, ZoneId> byLog = ImmutableMap.builder();
        for (Map.Entry<String, Value> entry : value.entries().entrySet()) {
            Path log = Value.checked(entry.getValue(), () -> Texts.absolutePath(entry.getKey()));
            byLog.put(log, entry.getValue().as(Zones::zone));
        }
        return new Zones(Optional.empty(), byLog.buildOrThrow());
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is no time zone: write it as Europe/Berlin, UTC or +02:00", e);
        }
    }

    public ZoneId of(Path log) {
        return Optional.ofNullable(byLog.get(log)).or(() -> all).orElseGet(ZoneId::systemDefault);
    }
}
