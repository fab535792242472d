package io.callgate.scan;

import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Jail;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.time.Duration;

/**
 * The table {@code [jail]}: who is banned, and for how long.
 *
 * @param never who is never banned, besides those who cannot be
 */
public record JailConfig(Jail jail, ImmutableList<AddressRange> never) {

    private static final Duration LONGEST_BAN = Duration.ofDays(30);

    public static JailConfig read(Toml toml) {
        Duration banTime = toml.find("jail", "ban-time").map(Value::duration).orElse(Duration.ofHours(1));
        Jail jail = new Jail(
                toml.find("jail", "max-retry").map(v -> v.integer(1, 1000)).orElse(5),
                toml.find("jail", "find-time").map(Value::duration).orElse(Duration.ofMinutes(10)),
                banTime,
                Comparators.max(banTime, LONGEST_BAN));
        Jail whole = toml.find("jail", "longest-ban")
                .map(v -> Value.checked(v, () -> jail.noLongerThan(v.duration())))
                .orElse(jail);
        return new JailConfig(
                whole,
                toml.find("jail", "never").map(v -> v.list(AddressRange::parse)).orElse(ImmutableList.of()));
    }
}
