package io.callgate.agi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The word by which Asterisk's requests are known from those of other programs on the box. It is never printed. */
public final class Token {

    /** Any request will do. */
    public static final Token NONE = new Token("");

    private static final int RANDOM_BITS = 160;
    private static final Pattern VALID = Pattern.compile("[0-9A-Za-z_-]{16,64}");
    private static final Pattern IN_URL = Pattern.compile("[?&]token=([^&]*)");

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException when it could be guessed, or would not pass through a URL and a dialplan as it is */
    public static Token of(String text) {
        if (!VALID.matcher(text).matches())
            throw new IllegalArgumentException("a token is 16 to 64 letters and digits");
        return new Token(text);
    }

    /** One that nobody else has had. */
    static Token random() {
        return of(new BigInteger(RANDOM_BITS, new SecureRandom())
                .setBit(RANDOM_BITS)
                .toString(32));
    }

    boolean isNone() {
        return text.isEmpty();
    }

    /** What is wrong with a request for that URL; how long the look takes tells nothing of the token. */
    Optional<String> wrongWith(String url) {
        if (isNone()) return Optional.empty();
        Matcher given = IN_URL.matcher(url);
        if (!given.find()) return Optional.of("its request has no token");
        byte[] ours = text.getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(ours, given.group(1).getBytes(StandardCharsets.UTF_8));
        return same ? Optional.empty() : Optional.of("its request has a wrong token");
    }

    /** A script's name with the token after it. */
    String in(String script) {
        return isNone() ? script : script + "?token=" + text;
    }

    @Override
    public String toString() {
        return isNone() ? "(no token)" : "(a token)";
    }
}
