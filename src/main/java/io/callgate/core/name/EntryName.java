package io.callgate.core.name;

import io.callgate.core.account.Owner;
import java.util.regex.Pattern;

/**
 * What an administrator calls an entry of the whitelist: 1 to 32 letters, digits and {@code - _ .}, a letter or digit first.
 * Digits alone are an account number, so that nobody takes one for the other.
 */
public record EntryName(String text) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** What Travelin' Man 3 calls the file of an entry, and wants typed when one is deleted. */
    private static final String FILE = ".iptables";

    public EntryName {
        if (!FORM.matcher(text).matches())
            throw new IllegalArgumentException("\"" + text
                    + "\" cannot be the name of an entry: 1 to 32 letters, digits, - _ and ., a letter or digit first");
        if (NUMBER.matcher(text).matches())
            throw new IllegalArgumentException("\"" + text
                    + "\" cannot be the name of an entry: digits alone are an account's number; put a letter to them, as in ext"
                    + text.substring(0, Math.min(12, text.length())));
        if (text.endsWith(FILE))
            throw new IllegalArgumentException("\"" + text + "\" is a file; name the entry, without " + FILE);
    }

    /**
     * Reads a name; {@code ann.iptables} is {@code ann}, as Travelin' Man 3's administrators type it.
     *
     * @throws IllegalArgumentException naming the text and the rule
     */
    public static EntryName parse(String text) {
        return new EntryName(text.endsWith(FILE) ? text.substring(0, text.length() - FILE.length()) : text);
    }

    /** As whose its grants and host names stand in the book. */
    public Owner owner() {
        return new Owner(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
