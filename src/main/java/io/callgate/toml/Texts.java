package io.callgate.toml;

import com.google.common.base.CharMatcher;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What single strings of a configuration mean. Each refuses with the rule that the string broke. */
public final class Texts {

    /** The kernel takes 107 bytes; the rest is for the name under which a socket is made. */
    private static final int SOCKET_PATH = 100;

    private static final int LONGEST_ADDRESS = 45;
    private static final CharMatcher ADDRESS = CharMatcher.anyOf("0123456789abcdefABCDEF:.");

    private Texts() {}

    public static Path absolutePath(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getNameCount() > 0) return path.normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("cannot be a path: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("must be an absolute path to a file");
    }

    public static Path socketPath(String text) {
        Path path = absolutePath(text);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH)
            throw new IllegalArgumentException("the path of a socket has at most " + SOCKET_PATH + " bytes");
        return path;
    }

    /** An address, not a name: what is listened on must not hang on DNS. Port 0 takes any that is free. */
    public static InetSocketAddress socketAddress(String text) {
        try {
            return socketAddress(HostAndPort.fromString(text));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException("must be an address and a port, like 127.0.0.1:4573 or [::1]:4573", e);
        }
    }

    /** The same, with {@code port} where there is none; the exception is no message for anybody. */
    public static InetSocketAddress socketAddress(String text, int port) {
        Optional<InetAddress> alone = address(text);
        return alone.isPresent()
                ? new InetSocketAddress(alone.get(), port)
                : socketAddress(HostAndPort.fromString(text).withDefaultPort(port));
    }

    private static InetSocketAddress socketAddress(HostAndPort parts) {
        InetAddress host = address(parts.requireBracketsForIPv6().getHost()).orElseThrow(IllegalArgumentException::new);
        return new InetSocketAddress(host, parts.getPort());
    }

    /** No scopes, and no digits of other scripts, which Guava takes. */
    private static Optional<InetAddress> address(String text) {
        boolean isOne =
                text.length() <= LONGEST_ADDRESS && ADDRESS.matchesAllOf(text) && InetAddresses.isInetAddress(text);
        return isOne ? Optional.of(InetAddresses.forString(text)) : Optional.empty();
    }

    public static String name(String text) {
        if (text.isBlank() || text.length() > 100 || text.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("must be 1 to 100 printable characters");
        return text;
    }
}
