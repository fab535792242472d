package io.callgate.agi;

import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The table {@code [agi]}: how calls come.
 *
 * @param longestCall after which a call is cut off
 * @param token where the token is that a request has to have
 * @param user as whom Asterisk runs: a name, a number, or {@link #ANY_USER}; empty where that is to be found out
 */
public record AgiConfig(
        InetSocketAddress listen, int maxCalls, Duration longestCall, TokenFile token, Optional<String> user) {

    /** Then who connects is not looked at. */
    public static final String ANY_USER = "any";

    /** @param file the configuration, beside which the token is if nothing else is said */
    public static AgiConfig read(Toml toml, Path file) {
        return new AgiConfig(
                toml.find("agi", "listen")
                        .map(v -> v.as(Texts::socketAddress))
                        .orElseGet(() -> Texts.socketAddress("127.0.0.1:4573")),
                toml.find("agi", "max-calls").map(v -> v.integer(1, 10_000)).orElse(100),
                toml.find("agi", "longest-call").map(Value::duration).orElse(CallTimes.STANDARD.call()),
                toml.find("agi", "token").map(v -> v.as(TokenFile::named)).orElseGet(() -> TokenFile.beside(file)),
                toml.find("agi", "user").map(v -> v.as(AgiConfig::user)));
    }

    /** A name or number of a user; whether there is such a one is seen where it is needed. */
    private static String user(String text) {
        if (text.matches("[0-9]{1,9}|[a-z_][a-z0-9_.-]{0,31}[$]?")) return text;
        throw new IllegalArgumentException("must be a user's name or number, or \"any\"");
    }

    public boolean anyUser() {
        return user.equals(Optional.of(ANY_USER));
    }
}
