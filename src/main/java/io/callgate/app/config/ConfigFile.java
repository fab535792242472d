package io.callgate.app.config;

import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Jail;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.mail.MailAddress;
import io.callgate.core.name.NameLimits;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.kit.text.Reasons;
import io.callgate.mail.SmtpServer;
import io.callgate.scan.Patterns;
import io.callgate.store.DatabaseUrl;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads callgate.toml. Whatever it returns can be used as it is; anything wrong in the file is a {@link ConfigException}. */
public final class ConfigFile {

    private static final Duration LONGEST_BAN = Duration.ofDays(30);

    public static final Path DEFAULT = Path.of("/etc/callgate/callgate.toml");

    private final Toml toml;
    private final String where;
    private final String hostName;
    private final Path file;

    private ConfigFile(Toml toml, String hostName, Path file, String where) {
        this.file = file;
        this.where = where;
        this.toml = toml;
        this.hostName = hostName;
    }

    /**
     * Reads the file that was named, or the one at the usual place; only the latter may be missing.
     *
     * @param hostName what the box calls itself
     */
    public static Config read(Optional<Path> named, String hostName) {
        Path file = named.orElse(DEFAULT);
        try {
            return parse(Files.readString(file), hostName, file, file + ": ");
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            if (named.isEmpty()) return parse("", hostName);
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
        return parse(text, hostName, DEFAULT, "");
    }

    /** @param where what begins a message about the file that comes later */
    private static Config parse(String text, String hostName, Path path, String where) {
        ConfigFile file = new ConfigFile(Toml.parse(text), hostName, path, where);
        ServiceCatalog services = file.services();
        Config config = new Config(
                file.database(),
                file.agi(),
                new Config.Control(file.toml
                        .find("control", "socket")
                        .map(v -> v.as(Texts::socketPath))
                        .orElse(Config.SOCKET)),
                file.firewall(services),
                services,
                new Config.Policy(file.ranges("policy", "allow"), file.ranges("policy", "refuse")),
                file.grants(services),
                new Config.Phone(file.toml.find("phone", "grant-for").map(Value::duration)),
                file.knock(services),
                file.mail(),
                new Config.Pbx(file.toml
                        .find("pbx", "name")
                        .map(v -> v.as(Texts::name))
                        .orElse(hostName)),
                file.names(),
                new Config.Scan(
                        file.toml
                                .find("scan", "logs")
                                .map(v -> v.list(Texts::absolutePath))
                                .orElse(ImmutableList.of(Path.of("/var/log/asterisk/messages.log"))),
                        file.toml.find("scan", "ami").map(v -> v.as(Texts::socketAddress)),
                        file.patterns(),
                        Config.Login.NONE),
                file.jail());
        file.toml.refuseUnknown();
        return config;
    }

    private Config.Database database() {
        String url = toml.find("database", "url")
                .map(v -> v.as(Texts::databaseUrl))
                .orElse("jdbc:sqlite:/var/lib/callgate/callgate.db");
        Duration patience = toml.find("database", "patience")
                .map(v -> v.as(Texts::patience))
                .orElse(DatabaseUrl.PATIENCE);
        return new Config.Database(url, patience, Config.Login.NONE);
    }

    private Config.Agi agi() {
        return new Config.Agi(
                toml.find("agi", "listen")
                        .map(v -> v.as(Texts::socketAddress))
                        .orElseGet(() -> Texts.socketAddress("127.0.0.1:4573")),
                toml.find("agi", "max-calls").map(v -> v.integer(1, 10_000)).orElse(100),
                toml.find("agi", "longest-call").map(Value::duration).orElse(Duration.ofMinutes(10)),
                toml.find("agi", "token").map(v -> v.as(TokenFile::named)).orElseGet(() -> TokenFile.beside(file)),
                toml.find("agi", "user").map(v -> v.as(Texts::user)));
    }

    private Config.Netfilter firewall(ServiceCatalog known) {
        return new Config.Netfilter(
                toml.find("firewall", "mode").map(v -> v.as(Texts::mode)).orElse(Mode.OBSERVE),
                ranges("firewall", "lan"),
                open(known),
                toml.find("firewall", "ping").map(Value::flag).orElse(true),
                toml.find("firewall", "state").map(v -> v.as(Texts::absolutePath)));
    }

    private ImmutableList<OpenService> open(ServiceCatalog known) {
        return toml.find("firewall", "open")
                .map(v -> v.list(text -> {
                    OpenService open = OpenService.parse(text);
                    known.require(Services.of(open.service()));
                    return open;
                }))
                .orElse(ImmutableList.of());
    }

    private ImmutableList<AddressRange> ranges(String table, String key) {
        return toml.find(table, key).map(v -> v.list(AddressRange::parse)).orElse(ImmutableList.of());
    }

    private ServiceCatalog services() {
        Map<String, List<PortRange>> extra = new TreeMap<>();
        toml.all("services").forEach((name, value) -> {
            List<PortRange> ports = value.list(PortRange::parse);
            // One by one, so that what is wrong is refused with its place in the file.
            Value.checked(value, () -> ServiceCatalog.builtInWith(Map.of(name, ports)));
            extra.put(name, ports);
        });
        return ServiceCatalog.builtInWith(extra);
    }

    private Config.Grants grants(ServiceCatalog known) {
        return new Config.Grants(services("grant", known).orElse(Services.of("sip", "rtp")));
    }

    private KnockLimits knock(ServiceCatalog known) {
        return new KnockLimits(
                toml.find("knock", "enabled").map(Value::flag).orElse(KnockLimits.STANDARD.enabled()),
                toml.find("knock", "grant-for").map(Value::duration).orElse(KnockLimits.STANDARD.grantFor()),
                services("knock", known).orElseGet(() -> grants(known).services()));
    }

    private Optional<Services> services(String table, ServiceCatalog known) {
        return toml.find(table, "services")
                .map(v -> Value.checked(v, () -> known.require(Services.of(v.list(name -> name)))));
    }

    private Config.Mail mail() {
        return new Config.Mail(
                toml.find("mail", "smtp").map(v -> v.as(SmtpServer::parse)),
                toml.find("mail", "from").map(v -> v.as(Texts::mailAddress)).orElseGet(this::sender),
                toml.find("mail", "admins").map(v -> v.list(Texts::mailAddress)).orElse(ImmutableList.of()));
    }

    private String sender() {
        String ofHost = "callgate@" + hostName;
        return MailAddress.isValid(ofHost) ? ofHost : "callgate@localhost";
    }

    private Config.Names names() {
        Duration min = duration("min-refresh", Duration.ofSeconds(30));
        Duration max = duration("max-refresh", Duration.ofMinutes(10));
        if (min.compareTo(max) > 0)
            throw toml.find("names", "min-refresh")
                    .or(() -> toml.find("names", "max-refresh"))
                    .orElseThrow()
                    .wrong("names.min-refresh must not be longer than names.max-refresh");
        return new Config.Names(
                toml.find("names", "servers").map(v -> v.list(Texts::dnsServer)).orElse(ImmutableList.of()),
                min,
                max,
                duration("keep-stale", NameLimits.STANDARD.keepStale()),
                duration("grace", NameLimits.STANDARD.grace()));
    }

    private Duration duration(String key, Duration otherwise) {
        return toml.find("names", key).map(Value::duration).orElse(otherwise);
    }

    private Patterns patterns() {
        ImmutableMap.Builder<String, String> patterns = ImmutableMap.builder();
        toml.find("scan", "patterns")
                .map(Value::entries)
                .orElse(Map.of())
                .forEach((name, value) -> patterns.put(name, value.as(regex -> Patterns.checked(name, regex))));
        return new Patterns(
                patterns.buildOrThrow(),
                toml.find("scan", "filters")
                        .map(v -> v.listOf(one -> new Patterns.File(one.as(Texts::filter), where + one.place())))
                        .orElse(ImmutableList.of()));
    }

    private Config.Jails jail() {
        Duration banTime = toml.find("jail", "ban-time").map(Value::duration).orElse(Duration.ofHours(1));
        Optional<Value> longest = toml.find("jail", "longest-ban");
        Jail jail = new Jail(
                toml.find("jail", "max-retry").map(v -> v.integer(1, 1000)).orElse(5),
                toml.find("jail", "find-time").map(Value::duration).orElse(Duration.ofMinutes(10)),
                banTime,
                Comparators.max(banTime, LONGEST_BAN));
        Jail whole = longest.map(v -> Value.checked(v, () -> jail.noLongerThan(v.duration())))
                .orElse(jail);
        return new Config.Jails(whole, ranges("jail", "never"));
    }
}
