package io.callgate.app;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.callgate.agi.CallServer;
import io.callgate.agi.call.CallScript;
import io.callgate.app.arm.Arming;
import io.callgate.app.arm.SessionFinder;
import io.callgate.app.box.DoorUsers;
import io.callgate.app.config.Config;
import io.callgate.app.config.Door;
import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Sessions;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.notice.Channel;
import io.callgate.firewall.BootFile;
import io.callgate.firewall.FirewallConfig;
import io.callgate.firewall.NftFirewall;
import io.callgate.firewall.OtherTables;
import io.callgate.firewall.nft.Conntrack;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.Store;
import io.callgate.kit.Login;
import io.callgate.mail.MailChannel;
import io.callgate.names.DnsResolver;
import io.callgate.names.HostFollower;
import io.callgate.registrar.AmiRegistrar;
import io.callgate.scan.Scan;
import io.callgate.sight.Sight;
import io.callgate.store.JdbcStore;
import io.callgate.store.Migrations;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The one place that knows which adapters there are, and plugs them in. */
final class Wiring implements Adapters {

    /** A line each, such as {@code Door.of(WebConfig::read, WebServer::open)}: see CONTRIBUTING.md. */
    private static final ImmutableList<Door<?>> DOORS = ImmutableList.of();

    @Override
    public int migrate(Config config) {
        return Migrations.migrate(config.database().whole());
    }

    @Override
    public Store openStore(Config config) {
        return JdbcStore.open(config.database().whole(), InstantSource.system());
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

    @Override
    public void turnTable(InputStream old, OutputStream out, Config config, boolean enforces, Instant now)
            throws IOException {
        BootFile.turn(old, out, ruleset(config, Posture.configured(enforces, now)), now);
    }

    @Override
    public ImmutableList<Door<?>> doors() {
        return DOORS;
    }

    @Override
    public ImmutableList<Channel> channels(Config config) {
        return ImmutableList.of(
                new MailChannel(config.pbx().name(), config.mail().admins()));
    }

    private static Ruleset ruleset(Config config, Posture posture) {
        try {
            FirewallConfig of = config.firewall();
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
        Login login = config.scan().login();
        if (!login.isWhole()) return Optional.empty();
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
        MailChannel.open(config.mail(), gate).ifPresent(parts::add);
        parts.add(HostFollower.open(config.names(), gate, program.resolver()));
        parts.add(Scan.open(
                config.scan(), config.jail().jail(), config.scanMarks(), gate, new Conntrack(), ami -> DoorUsers.of(
                                config)
                        .distrust(ami)));
        Sight sight = parts.add(
                Sight.open(config.knock(), Ruleset.SIGHT_GROUP, gate, program::usedPorts, new SecureRandom()));
        parts.add(CallServer.open(
                config.agi(),
                new CallScript(gate, logins, sight),
                port -> DoorUsers.of(config).holder(port),
                program::loginFault));
        return sight;
    }
}
