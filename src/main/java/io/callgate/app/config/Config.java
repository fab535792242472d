package io.callgate.app.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.Rules;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.jail.Jail;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.name.NameLimits;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.mail.SmtpServer;
import io.callgate.scan.Patterns;
import io.callgate.toml.ConfigException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** What the administrator configured: the tables of callgate.toml, with defaults in the place of what it leaves out. */
public record Config(
        Database database,
        Agi agi,
        Control control,
        Netfilter firewall,
        ServiceCatalog services,
        Policy policy,
        Grants grant,
        Phone phone,
        KnockLimits knock,
        Mail mail,
        Pbx pbx,
        Names names,
        Scan scan,
        Jails jail) {

    /** The usual control socket. */
    static final Path SOCKET = Path.of("/run/callgate/callgate.sock");

    /** Where the usual book is, which a group may write. */
    private static final Path BOOK = Path.of("/var/lib/callgate");

    /** What only the daemon may write, and boots load. */
    private static final Path STATE = Path.of("/var/lib/callgate-state");

    /** A user name and a password, from the file of secrets. It never prints the password. */
    public record Login(Optional<String> user, Optional<String> password) {
        public static final Login NONE = new Login(Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return user.orElse("(no user)");
        }
    }

    /**
     * @param url a JDBC URL of SQLite or MariaDB
     * @param patience how long one use of it may take
     */
    public record Database(String url, Duration patience, Login login) {
        private static final String SQLITE = "jdbc:sqlite:";

        /** The URL with the login; it is not for printing. */
        public String jdbc() {
            if (isFile()) return url;
            StringBuilder whole = new StringBuilder(url);
            login.user.ifPresent(user -> append(whole, "user", user));
            login.password.ifPresent(password -> append(whole, "password", password));
            return whole.toString();
        }

        private boolean isFile() {
            return url.startsWith(SQLITE);
        }

        private static void append(StringBuilder url, String key, String value) {
            // The driver splits there, and knows no escape.
            if (value.indexOf('&') >= 0) throw new ConfigException("the secret database." + key + " must not hold a &");
            url.append(url.indexOf("?") < 0 ? '?' : '&').append(key).append('=').append(value);
        }

        /** The file of an SQLite book. */
        public Optional<Path> file() {
            return isFile() ? Optional.of(Path.of(url.substring(SQLITE.length()))) : Optional.empty();
        }
    }

    /**
     * @param longestCall after which a call is cut off
     * @param token where the token is that a request has to have
     * @param user as whom Asterisk runs: a name, a number, or {@link #ANY_USER}; empty where that is to be found out
     */
    public record Agi(
            InetSocketAddress listen, int maxCalls, Duration longestCall, TokenFile token, Optional<String> user) {

        /** Then who connects is not looked at. */
        public static final String ANY_USER = "any";

        public boolean anyUser() {
            return user.equals(Optional.of(ANY_USER));
        }
    }

    public record Control(Path socket) {}

    /**
     * @param open what everybody may reach
     * @param ping whether everybody may ping
     * @param state see {@link Config#stateFile}
     */
    public record Netfilter(
            Mode mode,
            ImmutableList<AddressRange> lan,
            ImmutableList<OpenService> open,
            boolean ping,
            Optional<Path> state) {}

    public record Policy(ImmutableList<AddressRange> allow, ImmutableList<AddressRange> refuse) {}

    /** @param services what a new account's calls open */
    public record Grants(Services services) {}

    /** @param grantFor how long a grant by phone lasts; empty for ever */
    public record Phone(Optional<Duration> grantFor) {}

    /** @param smtp empty: mails stay in the outbox */
    public record Mail(Optional<SmtpServer> smtp, String from, ImmutableList<String> admins) {}

    public record Pbx(String name) {}

    /**
     * @param servers whom to ask; empty for those of the system
     * @param minRefresh how often a name is asked at most, whatever its TTL
     * @param maxRefresh how seldom
     */
    public record Names(
            ImmutableList<InetSocketAddress> servers,
            Duration minRefresh,
            Duration maxRefresh,
            Duration keepStale,
            Duration grace) {}

    /**
     * @param ami where Asterisk's security events are to be heard, if they are
     * @param patterns what tells a failure in the logs, besides what is built in
     */
    public record Scan(ImmutableList<Path> logs, Optional<InetSocketAddress> ami, Patterns patterns, Login login) {}

    /** @param never who is never banned, besides those who cannot be */
    public record Jails(Jail jail, ImmutableList<AddressRange> never) {}

    /** The URL of a book without the passwords that it may hold. */
    public static String concealed(String url) {
        return url.replaceFirst("[?].*", "").replaceFirst("//[^/]*@", "//");
    }

    /** @throws ConfigException when the secrets do not fit */
    public Config with(Secrets secrets) {
        return new Config(
                new Database(database.url, database.patience, secrets.database()),
                agi,
                control,
                firewall,
                services,
                policy,
                grant,
                phone,
                knock,
                new Mail(mail.smtp.map(secrets::login), mail.from, mail.admins),
                pbx,
                names,
                new Scan(scan.logs, scan.ami, scan.patterns, secrets.ami()),
                jail);
    }

    /** Where the scanner notes how far it read: beside {@link #stateFile}. */
    public Path scanMarks() {
        return stateFile().resolveSibling("scanned");
    }

    /** Where callgate keeps how the firewall stands; all else that only the daemon writes is beside it. */
    public Path stateFile() {
        return firewall.state.orElseGet(() -> stateDirectory().resolve("firewall.state"));
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
     */
    public Rules rules(Collection<Address> own, Collection<Address> nameServers) {
        GrantPolicy grants = new GrantPolicy(ImmutableSet.copyOf(own), policy.allow, policy.refuse);
        BanPolicy bans =
                new BanPolicy(ImmutableSet.copyOf(own), firewall.lan, jail.never, ImmutableSet.copyOf(nameServers));
        return new Rules(
                pbx.name,
                grants,
                bans,
                GuessingLimits.STANDARD,
                services,
                mail.admins,
                phone.grantFor,
                new NameLimits(names.keepStale, names.grace),
                knock);
    }
}
