package io.callgate.app.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.agi.AgiConfig;
import io.callgate.core.Rules;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.notice.Channel;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.firewall.FirewallConfig;
import io.callgate.mail.MailConfig;
import io.callgate.names.NamesConfig;
import io.callgate.scan.JailConfig;
import io.callgate.scan.ScanConfig;
import io.callgate.store.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * What the administrator configured: the tables of callgate.toml, with defaults in the place of what it leaves out.
 *
 * @param doors those that nothing but they themselves have to know the tables of
 */
public record Config(
        DatabaseConfig database,
        AgiConfig agi,
        Control control,
        FirewallConfig firewall,
        ServiceCatalog services,
        Policy policy,
        Grants grant,
        Phone phone,
        KnockLimits knock,
        MailConfig mail,
        Pbx pbx,
        NamesConfig names,
        ScanConfig scan,
        JailConfig jail,
        ImmutableList<Door.Configured<?>> doors) {

    /** The usual control socket. */
    static final Path SOCKET = Path.of("/run/callgate/callgate.sock");

    /** Where the usual book is, which a group may write. */
    private static final Path BOOK = Path.of("/var/lib/callgate");

    /** What only the daemon may write, and boots load. */
    private static final Path STATE = Path.of("/var/lib/callgate-state");

    public record Control(Path socket) {}

    public record Policy(ImmutableList<AddressRange> allow, ImmutableList<AddressRange> refuse) {}

    /** @param services what a new account's calls open */
    public record Grants(Services services) {}

    /** @param grantFor how long a grant by phone lasts; empty for ever */
    public record Phone(Optional<Duration> grantFor) {}

    public record Pbx(String name) {}

    /** The URL of a book without the passwords that it may hold. */
    public static String concealed(String url) {
        return url.replaceFirst("[?].*", "").replaceFirst("//[^/]*@", "//");
    }

    /** @throws ConfigException when the secrets do not fit */
    public Config with(Secrets secrets) {
        return new Config(
                database.with(secrets.database()),
                agi,
                control,
                firewall,
                services,
                policy,
                grant,
                phone,
                knock,
                mail.with(secrets.mail()),
                pbx,
                names,
                scan.with(secrets.ami()),
                jail,
                doors);
    }

    /** Where the scanner notes how far it read: beside {@link #stateFile}. */
    public Path scanMarks() {
        return stateFile().resolveSibling("scanned");
    }

    /** Where callgate keeps how the firewall stands; all else that only the daemon writes is beside it. */
    public Path stateFile() {
        return firewall.state().orElseGet(() -> stateDirectory().resolve("firewall.state"));
    }

    /**
     * The book's own directory belongs to a group, so the usual book's state is in another. A callgate with a book or, if that
     * is on a server, with a control socket of its own has it beside that.
     */
    private Path stateDirectory() {
        if (database.file().isEmpty() && control.socket.equals(SOCKET)) return STATE;
        Path beside = database.file()
                .orElse(control.socket)
                .toAbsolutePath()
                .normalize()
                .getParent();
        return beside.equals(BOOK) ? STATE : beside;
    }

    /** What the one program locks that may change the book and the kernel. */
    public Path lock() {
        Path socket = control.socket();
        // A book on a server may have several boxes: there it is beside the socket.
        return database.file()
                .map(book -> stateFile().resolveSibling(book.getFileName() + ".lock"))
                .orElse(socket.resolveSibling(socket.getFileName() + ".lock"));
    }

    /**
     * The rules that follow, on a box that has the addresses {@code own}.
     *
     * @param nameServers whom the box asks for names
     * @param channels by which people are told of changes
     */
    public Rules rules(Collection<Address> own, Collection<Address> nameServers, ImmutableList<Channel> channels) {
        GrantPolicy grants = new GrantPolicy(ImmutableSet.copyOf(own), policy.allow, policy.refuse);
        BanPolicy bans =
                new BanPolicy(ImmutableSet.copyOf(own), firewall.lan(), jail.never(), ImmutableSet.copyOf(nameServers));
        return new Rules(
                grants, bans, GuessingLimits.STANDARD, services, channels, phone.grantFor, names.limits(), knock);
    }
}
