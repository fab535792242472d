package io.callgate.app;

import com.google.common.base.Ticker;
import io.callgate.agi.CallScript;
import io.callgate.agi.CallServer;
import io.callgate.app.arm.Arming;
import io.callgate.app.arm.SessionFinder;
import io.callgate.app.box.DoorUsers;
import io.callgate.app.config.Config;
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
import io.callgate.mail.SmtpServer;
import io.callgate.names.DnsResolver;
import io.callgate.names.HostFollower;
import io.callgate.names.Refresh;
import io.callgate.registrar.AmiRegistrar;
import io.callgate.scan.Patterns;
import io.callgate.scan.Scan;
import io.callgate.scan.follow.Scanner;
import io.callgate.sight.Sight;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The one place that knows which adapters there are, and plugs them in. */
final class Wiring implements Adapters {

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
    public Doorbell startParts(Program program, Logins logins, Parts parts) {
        Config config = program.config();
        Gate gate = program.gate();
        config.mail().smtp().ifPresent(server -> parts.add(mail(config, gate, server)));
        parts.add(names(config.names(), gate, program.resolver()));
        parts.add(scan(config, gate));
        Sight sight = parts.add(sight(config, gate, program::usedPorts));
        parts.add(calls(config, new CallScript(gate, logins, sight), program::loginFault));
        return sight;
    }

    private static Outbox mail(Config config, Gate gate, SmtpServer server) {
        return new Outbox(gate, new SmtpMailer(server, config.mail().from()).prepare()).start();
    }

    private static HostFollower names(Config.Names names, Gate gate, Resolver resolver) {
        return new HostFollower(gate, resolver, new Refresh(names.minRefresh(), names.maxRefresh())).start();
    }

    private static Sight sight(Config config, Gate gate, Supplier<Set<Integer>> usedPorts) {
        return config.knock().enabled()
                ? Sight.start(Ruleset.SIGHT_GROUP, gate, usedPorts, new SecureRandom())
                : Sight.shut();
    }

    private static CallServer calls(Config config, CallScript script, Supplier<Optional<String>> noLogin) {
        Config.Agi agi = config.agi();
        CallServer.Setting setting =
                new CallServer.Setting(agi.listen(), agi.maxCalls(), agi.token().read(), agi.longestCall());
        return new CallServer(setting, script, address -> DoorUsers.of(config).holder(address), noLogin);
    }

    private static Scan scan(Config config, Gate gate) {
        Patterns.Ready patterns = config.scan().patterns().ready();
        Scanner scanner = new Scanner(
                gate,
                config.jail().jail(),
                config.scan().logs(),
                patterns.filters(),
                ZoneId.systemDefault(),
                config.scanMarks(),
                gate.clock());
        config.scan().ami().ifPresent(ami -> listen(scanner, ami, config));
        return Scan.start(scanner, config.scan().logs(), patterns.refused());
    }

    private static void listen(Scanner scanner, InetSocketAddress ami, Config config) {
        Config.Login login = config.scan().login();
        if (login.user().isEmpty() || login.password().isEmpty())
            throw new ConfigException("scan.ami needs ami.user and ami.password in the secrets");
        DoorUsers users = DoorUsers.of(config);
        scanner.listen(ami, login.user().get(), login.password().get(), () -> users.distrust(ami));
    }
}
