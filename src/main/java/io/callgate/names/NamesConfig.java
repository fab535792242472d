package io.callgate.names;

import com.google.common.collect.ImmutableList;
import io.callgate.core.name.NameLimits;
import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The table {@code [names]}: how host names are followed.
 *
 * @param servers whom to ask; empty for those of the system
 * @param minRefresh how often a name is asked at most, whatever its TTL
 * @param maxRefresh how seldom
 */
public record NamesConfig(
        ImmutableList<InetSocketAddress> servers,
        Duration minRefresh,
        Duration maxRefresh,
        Duration keepStale,
        Duration grace) {

    private static final int DNS = 53;

    public static NamesConfig read(Toml toml) {
        Duration min = duration(toml, "min-refresh", Duration.ofSeconds(30));
        Duration max = duration(toml, "max-refresh", Duration.ofMinutes(10));
        if (min.compareTo(max) > 0)
            throw toml.find("names", "min-refresh")
                    .or(() -> toml.find("names", "max-refresh"))
                    .orElseThrow()
                    .wrong("names.min-refresh must not be longer than names.max-refresh");
        return new NamesConfig(
                toml.find("names", "servers")
                        .map(v -> v.list(NamesConfig::server))
                        .orElse(ImmutableList.of()),
                min,
                max,
                duration(toml, "keep-stale", NameLimits.STANDARD.keepStale()),
                duration(toml, "grace", NameLimits.STANDARD.grace()));
    }

    private static Duration duration(Toml toml, String key, Duration otherwise) {
        return toml.find("names", key).map(Value::duration).orElse(otherwise);
    }

    /** An address, with a port where it is not 53. */
    private static InetSocketAddress server(String text) {
        try {
            return Texts.socketAddress(text, DNS);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException("must be an address, like 192.0.2.53, 192.0.2.53:5353 or [::1]:5353", e);
        }
    }

    /** How long what is not current is kept. */
    public NameLimits limits() {
        return new NameLimits(keepStale, grace);
    }
}
