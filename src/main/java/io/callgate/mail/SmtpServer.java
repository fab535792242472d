package io.callgate.mail;

import io.callgate.core.address.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where mail is handed over, and how: {@code SCHEME://[USER:PASSWORD@]HOST[:PORT]}.
 *
 * <p>{@code smtp} is plain text (port 25), {@code smtp+starttls} insists on STARTTLS (587), {@code smtps} speaks TLS from the
 * first byte (465); certificates are checked against the JDK's authorities and the host's name. User and password are
 * percent-encoded ({@code %40} for an {@code @}), and go over plain text only within this machine. It never prints the password.
 */
public record SmtpServer(Security security, String host, int port, Optional<Login> login) {

    public enum Security {
        PLAIN,
        STARTTLS,
        TLS
    }

    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user + ":(password)";
        }
    }

    private record Scheme(Security security, int port) {}

    private static final Map<String, Scheme> SCHEMES = Map.of(
            "smtp", new Scheme(Security.PLAIN, 25),
            "smtp+starttls", new Scheme(Security.STARTTLS, 587),
            "smtps", new Scheme(Security.TLS, 465));

    public SmtpServer {
        if (port < 1 || port > 65535)
            throw new IllegalArgumentException("the mail server's port " + port + " is not within 1-65535");
        if (login.isPresent() && security == Security.PLAIN && !isHere(host))
            throw new IllegalArgumentException("the password for " + host
                    + " would be sent in plain text; use smtp+starttls:// or smtps:// instead of smtp://");
    }

    /** @throws IllegalArgumentException saying what is wrong, without the text: it may hold a password */
    public static SmtpServer parse(String text) {
        URI uri = uri(text);
        Scheme scheme = SCHEMES.get(String.valueOf(uri.getScheme()));
        if (scheme == null || uri.getHost() == null || !bare(uri)) throw malformed();
        String host = uri.getHost().replaceAll("^\\[|\\]$", "");
        int port = uri.getPort() == -1 ? scheme.port() : uri.getPort();
        return new SmtpServer(
                scheme.security(),
                host,
                port,
                Optional.ofNullable(uri.getRawUserInfo()).map(SmtpServer::login));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Its message holds the text, and the text may hold a password.
            throw malformed();
        }
    }

    private static boolean bare(URI uri) {
        boolean noPath = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        return noPath && uri.getRawQuery() == null && uri.getRawFragment() == null;
    }

    private static Login login(String info) {
        int colon = info.indexOf(':');
        if (colon < 1) throw malformed();
        return new Login(decoded(info.substring(0, colon)), decoded(info.substring(colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isHere(String host) {
        return host.equals("localhost")
                || Address.find(host)
                        .filter(a -> a.toInetAddress().isLoopbackAddress())
                        .isPresent();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("the mail server must be like smtp://127.0.0.1:25, smtps://host or"
                + " smtp+starttls://user:password@host:587 (percent-encode user and password)");
    }

    @Override
    public String toString() {
        return host + " port " + port;
    }
}
