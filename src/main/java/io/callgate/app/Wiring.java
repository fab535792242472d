package io.callgate.app;

import com.google.common.base.Ticker;
import io.callgate.agi.CallScript;
import io.callgate.agi.CallServer;
import io.callgate.app.arm.Arming;
import io.callgate.app.arm.SessionFinder;
import io.callgate.app.box.DoorUsers;
import io.callgate.app.box.LogAccess;
import io.callgate.app.cli.base.Engine.Scanned;
import io.callgate.app.cli.base.Engine.Seen;
import io.callgate.app.config.Config;
import io.callgate.app.config.Patterns;
import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Sessions;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.BootFile;
import io.callgate.firewall.NftFirewall;
import io.callgate.firewall.OtherTables;
import io.callgate.firewall.Ruleset;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.Store;
import io.callgate.mail.Outbox;
import io.callgate.mail.SmtpMailer;
import io.callgate.names.DnsResolver;
import io.callgate.names.HostFollower;
import io.callgate.names.Refresh;
import io.callgate.registrar.AmiRegistrar;
import io.callgate.scan.follow.Scanner;
import io.callgate.sight.Doorman;
import io.callgate.sight.Nflog;
import io.callgate.store.DatabaseUrl;
import io.callgate.store.JdbcStore;
import io.callgate.store.Migrations;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that knows which adapters there are, and plugs them in. */
final class Wiring implements Adapters {

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    /** Sees nothing, as it was told. */
    private static final Sight BLIND = new Sight() {
        @Override
        public Doorbell doorbell() {
            return Doorbell.SILENT;
        }

        @Override
        public Seen state() {
            return new Seen(0, 0, 0, 0, Optional.of("knock.enabled is false"));
        }

        @Override
        public void close() {
            // Nothing was started.
        }
    };

    @Override
    public int migrate(Config config) {
        return Migrations.migrate(url(config));
    }

    private static DatabaseUrl url(Config config) {
        return new DatabaseUrl(config.database().jdbc(), config.database().patience());
    }

    @Override
    public Store openStore(Config config) {
        return JdbcStore.open(url(config), InstantSource.system());
    }

    @Override
    public Firewall openFirewall(Config config, Posture posture) {
        return NftFirewall.claim(ruleset(config, posture), Ticker.systemTicker());
    }

    @Override
    public Sessions sessions(Config config) {
        return new SessionFinder(Path.of("/proc"), config.services()).find();
    }

    @Override
    public void writeTable(
            OutputStream out,
            Config config,
            boolean enforces,
            Collection<RangeOpenings> standings,
            Banned bans,
            Instant now)
            throws IOException {
        BootFile.write(out, ruleset(config, Posture.configured(enforces, now)), standings, bans, now);
    }

    private static Ruleset ruleset(Config config, Posture posture) {
        try {
            Config.Netfilter of = config.firewall();
            return new Ruleset(
                    Arming.mode(posture),
                    posture.dropsUntil(),
                    of.lan(),
                    config.services(),
                    of.open(),
                    of.ping(),
                    config.knock().enabled(),
                    DoorUsers.of(config).door());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("[services]: " + e.getMessage());
        }
    }

    @Override
    public Map<String, String> otherTables() {
        return OtherTables.read();
    }

    @Override
    public Mail startMail(Config config, Gate gate) {
        Optional<Outbox> outbox = config.mail().smtp().map(server -> new Outbox(
                        gate, new SmtpMailer(server, config.mail().from()).prepare())
                .start());
        return new Mail() {
            @Override
            public Optional<String> fault() {
                return outbox.flatMap(Outbox::fault);
            }

            @Override
            public void close() {
                outbox.ifPresent(Outbox::close);
            }
        };
    }

    @Override
    public Optional<Registrar> registrar(Config config) {
        Config.Login login = config.scan().login();
        if (login.user().isEmpty() || login.password().isEmpty()) return Optional.empty();
        DoorUsers users = DoorUsers.of(config);
        return config.scan()
                .ami()
                .map(ami -> new AmiRegistrar(
                        ami, login.user().get(), login.password().get(), () -> users.distrust(ami)));
    }

    @Override
    public Resolver openResolver(Config config) {
        return new DnsResolver(config.names().servers());
    }

    @Override
    public Part startNames(Config config, Gate gate, Resolver resolver) {
        Config.Names names = config.names();
        Refresh refresh = new Refresh(names.minRefresh(), names.maxRefresh());
        return new HostFollower(gate, resolver, refresh).start()::close;
    }

    @Override
    public Sight startSight(Config config, Gate gate, Supplier<Set<Integer>> usedPorts) {
        if (!config.knock().enabled()) return BLIND;
        Doorman doorman = new Doorman(gate, usedPorts, new SecureRandom()).start();
        Nflog packets = new Nflog(Ruleset.SIGHT_GROUP, gate.clock(), doorman::see).start();
        return new Sight() {
            @Override
            public Doorbell doorbell() {
                return doorman;
            }

            @Override
            public Seen state() {
                return new Seen(packets.seen(), packets.lost(), doorman.heard(), doorman.opened(), packets.fault());
            }

            @Override
            public void close() {
                packets.close();
                doorman.close();
            }
        };
    }

    @Override
    public Calls startCalls(Config config, Gate gate, Logins logins, Doorbell doorbell) {
        Config.Agi agi = config.agi();
        CallServer.Setting setting =
                new CallServer.Setting(agi.listen(), agi.maxCalls(), agi.token().read(), agi.longestCall());
        CallServer server =
                new CallServer(setting, new CallScript(gate, logins, doorbell), address -> DoorUsers.of(config)
                        .holder(address));
        return new Calls() {
            @Override
            public int inProgress() {
                return server.calls();
            }

            @Override
            public Optional<String> fault() {
                return server.fault();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    @Override
    public Scan startScan(Config config, Gate gate) {
        // Another's file that an upgrade changed must not keep the doors shut: the rest works, and status says what
        // does not.
        Patterns.Ready patterns = config.scan().patterns().ready();
        patterns.refused().forEach(why -> log.error("nothing is found by a filter: {}", why));
        Scanner scanner = new Scanner(
                gate,
                config.jail().jail(),
                config.scan().logs(),
                patterns.filters(),
                ZoneId.systemDefault(),
                config.scanMarks(),
                gate.clock());
        config.scan().ami().ifPresent(ami -> listen(scanner, ami, config));
        scanner.start();
        LogAccess.trouble(config.scan().logs()).ifPresent(log::error);
        Optional<String> fault = patterns.refused().isEmpty()
                ? Optional.empty()
                : Optional.of("NOT USED: " + String.join("; ", patterns.refused()));
        return new Scan() {
            @Override
            public Scanned state() {
                return new Scanned(
                        scanner.bytes(),
                        scanner.failures(),
                        scanner.unclear(),
                        families(scanner),
                        scanner.missing(),
                        fault.or(() -> LogAccess.trouble(config.scan().logs())).or(scanner::fault));
            }

            @Override
            public void close() {
                scanner.close();
            }
        };
    }

    private static List<Scanned.Family> families(Scanner scanner) {
        return scanner.families().stream()
                .map(f -> new Scanned.Family(f.name(), f.failures(), f.ambiguous(), f.withoutAddress()))
                .toList();
    }

    private static void listen(Scanner scanner, InetSocketAddress ami, Config config) {
        Config.Login login = config.scan().login();
        if (login.user().isEmpty() || login.password().isEmpty())
            throw new ConfigException("scan.ami needs ami.user and ami.password in the secrets");
        DoorUsers users = DoorUsers.of(config);
        scanner.listen(ami, login.user().get(), login.password().get(), () -> users.distrust(ami));
    }
}
