package io.callgate.app.config;

import com.google.common.net.HostAndPort;
import io.callgate.core.address.Address;
import io.callgate.core.mail.MailAddress;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.store.DatabaseUrl;
import io.callgate.toml.Durations;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What single strings of the configuration mean. Each refuses with the rule that the string broke. */
final class Texts {

    /** The kernel takes 107 bytes; the rest is for the name under which a socket is made. */
    private static final int SOCKET_PATH = 100;

    private static final int DNS = 53;

    private Texts() {}

    static Path absolutePath(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getNameCount() > 0) return path.normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("cannot be a path: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("must be an absolute path to a file");
    }

    /** A name or number of a user; whether there is such a one is seen where it is needed. */
    static String user(String text) {
        if (text.matches("[0-9]{1,9}|[a-z_][a-z0-9_.-]{0,31}[$]?")) return text;
        throw new IllegalArgumentException("must be a user's name or number, or \"any\"");
    }

    /** A path, with settings in brackets behind it or not; the file is looked at when it is used. */
    static String filter(String text) {
        if (!text.startsWith("/")) throw new IllegalArgumentException("must be an absolute path to a filter file");
        return text;
    }

    static Path socketPath(String text) {
        Path path = absolutePath(text);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH)
            throw new IllegalArgumentException("the path of a socket has at most " + SOCKET_PATH + " bytes");
        return path;
    }

    /** An address, not a name: what is listened on must not hang on DNS. Port 0 takes any that is free. */
    static InetSocketAddress socketAddress(String text) {
        try {
            HostAndPort parts = HostAndPort.fromString(text).requireBracketsForIPv6();
            Address host = Address.find(parts.getHost()).orElseThrow(IllegalArgumentException::new);
            return new InetSocketAddress(host.toInetAddress(), parts.getPort());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException("must be an address and a port, like 127.0.0.1:4573 or [::1]:4573", e);
        }
    }

    /** An address, with a port where it is not 53. */
    static InetSocketAddress dnsServer(String text) {
        try {
            Optional<Address> alone = Address.find(text);
            if (alone.isPresent()) return new InetSocketAddress(alone.get().toInetAddress(), DNS);
            HostAndPort parts =
                    HostAndPort.fromString(text).withDefaultPort(DNS).requireBracketsForIPv6();
            Address host = Address.find(parts.getHost()).orElseThrow(IllegalArgumentException::new);
            return new InetSocketAddress(host.toInetAddress(), parts.getPort());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException("must be an address, like 192.0.2.53, 192.0.2.53:5353 or [::1]:5353", e);
        }
    }

    static String databaseUrl(String text) {
        boolean sqlite = text.startsWith("jdbc:sqlite:/") && text.indexOf('?') < 0 && !text.endsWith("/");
        if (!sqlite && !text.matches("jdbc:mariadb://[^/]+/[^/?]+([?].*)?"))
            throw new IllegalArgumentException("must be jdbc:sqlite:/path/to/file or jdbc:mariadb://host/database");
        return new DatabaseUrl(text).jdbc();
    }

    /** More than a minute would keep callers, and a stop, waiting for a database that will not answer. */
    static Duration patience(String text) {
        Duration patience = Durations.parse(text);
        if (patience.compareTo(Duration.ofMinutes(1)) > 0) throw new IllegalArgumentException("must be 1s to 1m");
        return patience;
    }

    static Mode mode(String text) {
        for (Mode mode : Mode.values()) if (mode.toString().equals(text)) return mode;
        throw new IllegalArgumentException("must be \"enforce\" or \"observe\"");
    }

    static String name(String text) {
        if (text.isBlank() || text.length() > 100 || text.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("must be 1 to 100 printable characters");
        return text;
    }

    static String mailAddress(String text) {
        if (!MailAddress.isValid(text))
            throw new IllegalArgumentException("must be a mail address like user@host.example");
        return text;
    }
}
