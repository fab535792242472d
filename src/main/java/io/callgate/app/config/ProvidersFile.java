package io.callgate.app.config;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.name.HostName;
import io.callgate.core.provider.Provider;
import io.callgate.core.provider.Providers;
import io.callgate.core.service.Services;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads providers.toml: a table for each provider, under its id. Anything wrong in it is a {@link ConfigException}. */
public final class ProvidersFile {

    private static final String NAME = "providers.toml";

    private final Toml toml;

    private ProvidersFile(Toml toml) {
        this.toml = toml;
    }

    /** The list that came with this version of the program. */
    public static Providers builtIn() {
        try {
            return parse(Resources.toString(Resources.getResource("io/callgate/" + NAME), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + " of this program cannot be read", e);
        }
    }

    static Providers parse(String text) {
        try {
            ProvidersFile file = new ProvidersFile(Toml.parse(text));
            List<Provider> all = new ArrayList<>();
            for (String id : file.toml.names()) all.add(file.provider(id));
            file.toml.refuseUnknown();
            return Providers.of(all);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ConfigException(NAME + ": " + e.getMessage(), e);
        }
    }

    private Provider provider(String id) {
        return new Provider(
                new Owner(id),
                required(id, "name").as(name -> name),
                required(id, "status").as(Provider.Status::parse),
                toml.find(id, "dead-since").map(v -> v.as(dated(YearMonth::parse))),
                toml.find(id, "services")
                        .map(v -> Services.of(v.list(name -> name)))
                        .orElse(Services.of("sip", "rtp")),
                list(id, "hosts", HostName::parse),
                list(id, "ranges", AddressRange::parse),
                list(id, "media", AddressRange::parse),
                list(id, "sources", source -> source),
                required(id, "checked").as(dated(LocalDate::parse)),
                toml.find(id, "note").map(v -> v.as(note -> note)).orElse(""));
    }

    private Value required(String id, String key) {
        return toml.find(id, key).orElseThrow(() -> new ConfigException("provider " + id + " has no \"" + key + "\""));
    }

    private <T> ImmutableList<T> list(String id, String key, Function<String, T> parse) {
        return toml.find(id, key).map(v -> v.list(parse)).orElse(ImmutableList.of());
    }

    private static <T> Function<String, T> dated(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("must be a date: 2026-01-31, or 2026-01 for a month", e);
            }
        };
    }
}
