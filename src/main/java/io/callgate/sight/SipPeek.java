package io.callgate.sight;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads of a SIP request (RFC 3261) what a phone calls itself: one look at each byte, and whatever is wrong with them is no
 * name. What stands there is a stranger's words.
 */
final class SipPeek {

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
    private static final Set<String> METHODS = Set.of("REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE");
    private static final String REGISTER = "REGISTER";
    private static final int LONGEST = 2_000;
    private static final int MOST_USERS = 2;

    private SipPeek() {}

    /**
     * The user in From, and in a REGISTER's To, of a request that a phone begins with, at most two; none for anything else. Users are 1 to 64
     * letters, digits, dots, underscores, plus and minus signs.
     */
    static Set<String> users(byte[] payload) {
        String text = new String(payload, 0, Math.min(payload.length, LONGEST), StandardCharsets.ISO_8859_1);
        int space = text.indexOf(' ');
        String method = space < 0 ? "" : text.substring(0, space);
        if (!METHODS.contains(method)) return Set.of();
        Set<String> users = new LinkedHashSet<>();
        int at = nextLine(text, 0);
        while (users.size() < MOST_USERS && at < text.length() && text.charAt(at) != '\r' && text.charAt(at) != '\n') {
            int end = endOfHeader(text, at);
            header(text.substring(at, end), method, users);
            at = nextLine(text, end);
        }
        return users;
    }

    private static int nextLine(String text, int from) {
        int feed = text.indexOf('\n', from);
        return feed < 0 ? text.length() : feed + 1;
    }

    /** A header goes on in lines that begin with a blank (RFC 3261 §7.3.1). */
    private static int endOfHeader(String text, int from) {
        int end = text.indexOf('\n', from);
        while (end >= 0 && end + 1 < text.length() && isBlank(text.charAt(end + 1))) end = text.indexOf('\n', end + 1);
        return end < 0 ? text.length() : end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static void header(String header, String method, Set<String> users) {
        int colon = header.indexOf(':');
        if (colon < 0) return;
        String name = header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        boolean from = name.equals("from") || name.equals("f");
        boolean to = method.equals(REGISTER) && (name.equals("to") || name.equals("t"));
        if (!from && !to) return;
        String user = user(uri(header.substring(colon + 1)));
        if (USER.matcher(user).matches()) users.add(user);
    }

    /** What stands in angle brackets behind the display name, or all of it. */
    private static String uri(String value) {
        int at = 0;
        boolean quoted = false;
        for (; at < value.length(); at++) {
            char c = value.charAt(at);
            if (quoted && c == '\\') at++;
            else if (c == '"') quoted = !quoted;
            else if (c == '<' && !quoted) {
                int close = value.indexOf('>', at);
                return close < 0 ? "" : value.substring(at + 1, close);
            }
        }
        return quoted ? "" : value;
    }

    private static String user(String uri) {
        String text = uri.strip();
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        int end =
                switch (scheme) {
                    case "sip", "sips" -> rest.indexOf('@');
                    case "tel" -> rest.length();
                    default -> -1;
                };
        if (end < 0) return "";
        for (int i = 0; i < end; i++) if (rest.charAt(i) == ';' || rest.charAt(i) == ':') end = i;
        return decoded(rest.substring(0, end));
    }

    /** {@code %41} is A (RFC 3261 §19.1.2); what is no such number makes it no user. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) return text;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                out.append(text.charAt(i));
                continue;
            }
            int high = i + 1 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) return "";
            out.append((char) (high << 4 | low));
            i += 2;
        }
        return out.toString();
    }
}
