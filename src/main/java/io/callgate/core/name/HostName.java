package io.callgate.core.name;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A full host name in lower case, without the dot at the end: at least two labels of letters, digits and hyphens (RFC 1123),
 * 253 characters at most. Names of other scripts stand in their ASCII form (RFC 3490).
 */
public record HostName(String text) {

    private static final Pattern LABELS =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public HostName {
        if (text.length() > 253 || !LABELS.matcher(text).matches())
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a full host name like phone.example.org: labels of letters, digits and -");
    }

    /**
     * Reads a name in any case and script.
     *
     * @throws IllegalArgumentException naming the text and what is wrong with it
     */
    public static HostName parse(String text) {
        if (InetAddresses.isInetAddress(CharMatcher.anyOf("[]").trimFrom(text)))
            throw new IllegalArgumentException("\"" + text + "\" is an address, not a host name");
        String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return new HostName(CharMatcher.ascii().matchesAllOf(plain) ? plain.toLowerCase(Locale.ROOT) : ascii(plain));
    }

    private static String ascii(String text) {
        try {
            return IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a host name: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
