package io.callgate.app.config;

import com.google.common.collect.ImmutableList;
import io.callgate.agi.AgiConfig;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.firewall.FirewallConfig;
import io.callgate.kit.text.Reasons;
import io.callgate.mail.MailConfig;
import io.callgate.names.NamesConfig;
import io.callgate.scan.JailConfig;
import io.callgate.scan.ScanConfig;
import io.callgate.sight.KnockConfig;
import io.callgate.store.DatabaseConfig;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads callgate.toml. Whatever it returns can be used as it is; anything wrong in the file is a {@link ConfigException}. */
public final class ConfigFile {

    public static final Path DEFAULT = Path.of("/etc/callgate/callgate.toml");

    private ConfigFile() {}

    /**
     * Reads the file that was named, or the one at the usual place; only the latter may be missing.
     *
     * @param hostName what the box calls itself
     * @param doors whose tables may stand in it, too
     */
    public static Config read(Optional<Path> named, String hostName, List<Door<?>> doors) {
        Path file = named.orElse(DEFAULT);
        try {
            return parse(Files.readString(file), hostName, doors, file, file + ": ");
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            if (named.isEmpty()) return parse("", hostName, doors, DEFAULT, "");
            throw new ConfigException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": is not UTF-8 text; save it as UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + Reasons.of(e), e);
        }
    }

    /** Where the secrets of a configuration are: beside it. */
    public static Path secretsOf(Optional<Path> named) {
        return named.orElse(DEFAULT).toAbsolutePath().resolveSibling("secrets");
    }

    static Config parse(String text, String hostName) {
        return parse(text, hostName, List.of(), DEFAULT, "");
    }

    /**
     * Each table is read by the part that it is of.
     *
     * @param where what begins a message about the file that comes later
     */
    private static Config parse(String text, String hostName, List<Door<?>> doors, Path file, String where) {
        Toml toml = Toml.parse(text);
        ServiceCatalog services = services(toml);
        Services granted = services(toml, "grant", services).orElse(Services.of("sip", "rtp"));
        Config config = new Config(
                DatabaseConfig.read(toml),
                AgiConfig.read(toml, file),
                new Config.Control(toml.find("control", "socket")
                        .map(v -> v.as(Texts::socketPath))
                        .orElse(Config.SOCKET)),
                FirewallConfig.read(toml, services),
                services,
                new Config.Policy(ranges(toml, "allow"), ranges(toml, "refuse")),
                new Config.Grants(granted),
                new Config.Phone(toml.find("phone", "grant-for").map(Value::duration)),
                KnockConfig.read(toml, services(toml, "knock", services), granted),
                MailConfig.read(toml, hostName),
                new Config.Pbx(
                        toml.find("pbx", "name").map(v -> v.as(Texts::name)).orElse(hostName)),
                NamesConfig.read(toml),
                ScanConfig.read(toml, where),
                JailConfig.read(toml),
                doors.stream().map(door -> door.configured(toml)).collect(ImmutableList.toImmutableList()));
        toml.refuseUnknown();
        return config;
    }

    private static ServiceCatalog services(Toml toml) {
        Map<String, List<PortRange>> extra = new TreeMap<>();
        toml.all("services").forEach((name, value) -> {
            List<PortRange> ports = value.list(PortRange::parse);
            // One by one, so that what is wrong is refused with its place in the file.
            Value.checked(value, () -> ServiceCatalog.builtInWith(Map.of(name, ports)));
            extra.put(name, ports);
        });
        return ServiceCatalog.builtInWith(extra);
    }

    private static Optional<Services> services(Toml toml, String table, ServiceCatalog known) {
        return toml.find(table, "services")
                .map(v -> Value.checked(v, () -> known.require(Services.of(v.list(name -> name)))));
    }

    private static ImmutableList<AddressRange> ranges(Toml toml, String key) {
        return toml.find("policy", key).map(v -> v.list(AddressRange::parse)).orElse(ImmutableList.of());
    }
}
