package io.callgate.core.arm;

import com.google.common.collect.ImmutableSortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Asterisk says of who is registered with whom.
 *
 * @param contacts phones that are registered here
 * @param servers hosts, by name or address, at which the PBX itself registers
 * @param unclear contacts that cannot be judged: of no address, or not written as Asterisk writes them
 */
public record Registered(ImmutableSortedSet<Contact> contacts, ImmutableSortedSet<String> servers, int unclear) {

    /** A column of Asterisk's console, with all that belongs to a line of it. */
    private static final Pattern HEAD = Pattern.compile("^.*(<(?:Aor/ContactUri|Registration/ServerURI)\\.*>).*$");

    private static final Pattern CONTACT =
            Pattern.compile("^ {2}Contact: {2}([^/\\s]+)/(\\S+) +[0-9a-f]{10} +[A-Za-z]+ +\\S+$");
    private static final Pattern SERVER = Pattern.compile("^ [^/\\s]+/(\\S+) +\\S.*$");

    /**
     * Reads what {@code pjsip show contacts} and {@code pjsip show registrations} print, one after the other. Asterisk cuts what
     * is longer than its column: the half of an address must not be taken for one.
     */
    public static Registered ofConsole(String printed) {
        ImmutableSortedSet.Builder<Contact> contacts = ImmutableSortedSet.naturalOrder();
        ImmutableSortedSet.Builder<String> servers = ImmutableSortedSet.naturalOrder();
        int unclear = 0;
        int width = 0;
        for (String line : printed.lines().map(String::stripTrailing).toList()) {
            Matcher head = HEAD.matcher(line);
            Matcher contact = CONTACT.matcher(line);
            Matcher server = SERVER.matcher(line);
            if (head.matches()) width = head.group(1).length();
            else if (contact.matches()) {
                boolean whole = contact.group(1).length() + 1 + contact.group(2).length() < width - 2;
                int before = unclear;
                if (whole) Contact.find(contact.group(1), contact.group(2)).ifPresent(contacts::add);
                if (!whole || Contact.find(contact.group(1), contact.group(2)).isEmpty()) unclear = before + 1;
            } else if (line.startsWith("  Contact:")) unclear++;
            else if (server.matches()) Contact.host(server.group(1)).ifPresent(servers::add);
        }
        return new Registered(contacts.build(), servers.build(), unclear);
    }
}
