package io.callgate.core.arm;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.Address;
import io.callgate.core.name.HostName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Asterisk says of who is registered with whom.
 *
 * @param contacts phones that are registered here
 * @param named extensions of phones that are registered here by names, by these
 * @param servers hosts, by name or address, which are no phones: where the PBX itself registers, and what its configuration names
 * @param unclear extensions of contacts of which not all addresses can be told, or that are not written as Asterisk writes them
 */
public record Registered(
        ImmutableSortedSet<Contact> contacts,
        ImmutableSetMultimap<HostName, String> named,
        ImmutableSortedSet<String> servers,
        ImmutableSortedSet<String> unclear) {

    /** A column of Asterisk's console, with all that belongs to a line of it. */
    private static final Pattern HEAD = Pattern.compile("^.*(<(?:Aor/ContactUri|Registration/ServerURI)\\.*>).*$");

    private static final Pattern CONTACT =
            Pattern.compile("^ {2}Contact: {2}([^/\\s]+)/(\\S+) +[0-9a-f]{10} +[A-Za-z]+ +\\S+$");
    private static final Pattern CUT = Pattern.compile("^ {2}Contact: {2}([^/\\s]+)/.*$");
    private static final Pattern SERVER = Pattern.compile("^ [^/\\s]+/(\\S+) +\\S.*$");

    /**
     * Reads what {@code pjsip show contacts} and {@code pjsip show registrations} print, one after the other. Asterisk cuts what
     * is longer than its column: the half of an address must not be taken for one.
     */
    public static Registered ofConsole(String printed) {
        Collector all = new Collector();
        int width = 0;
        for (String line : printed.lines().map(String::stripTrailing).toList()) {
            Matcher head = HEAD.matcher(line);
            Matcher contact = CONTACT.matcher(line);
            Matcher cut = CUT.matcher(line);
            Matcher server = SERVER.matcher(line);
            if (head.matches()) width = head.group(1).length();
            else if (contact.matches() && contact.end(2) - contact.start(1) < width - 2)
                all.contact(contact.group(1), List.of(contact.group(2)));
            else if (line.startsWith("  Contact:")) all.unclear(cut.matches() ? cut.group(1) : "");
            else if (server.matches()) all.server(server.group(1));
        }
        return all.build();
    }

    /** Whether Asterisk said nothing at all. */
    public boolean isEmpty() {
        return contacts.isEmpty() && named.isEmpty() && servers.isEmpty() && unclear.isEmpty();
    }

    /** Takes in what Asterisk says, whichever way it says it. */
    public static final class Collector {

        private final ImmutableSortedSet.Builder<Contact> contacts = ImmutableSortedSet.naturalOrder();
        private final ImmutableSetMultimap.Builder<HostName, String> named = ImmutableSetMultimap.builder();
        private final ImmutableSortedSet.Builder<String> servers = ImmutableSortedSet.naturalOrder();
        private final ImmutableSortedSet.Builder<String> unclear = ImmutableSortedSet.naturalOrder();

        /** @param uris the contact's own, and those of the proxies on the way to it */
        public void contact(String extension, Collection<String> uris) {
            if (!Contact.isExtension(extension)) unclear("");
            else
                for (String uri : uris)
                    Destination.of(uri).ifPresentOrElse(to -> add(extension, to), () -> unclear(extension));
        }

        private void add(String extension, Destination to) {
            for (String host : to.hosts()) {
                Optional<Address> address = Address.find(host);
                Optional<HostName> name = address.isPresent() ? Optional.empty() : Destination.name(host);
                address.ifPresent(a -> contacts.add(new Contact(extension, a)));
                name.ifPresent(n -> named.put(n, extension));
                if (address.isEmpty() && name.isEmpty()) unclear(extension);
            }
            if (to.needsSrv()) unclear(extension);
        }

        /** @param extension empty when it is not known */
        public void unclear(String extension) {
            unclear.add(Contact.isExtension(extension) ? extension : "one without a name");
        }

        public void server(String uri) {
            Destination.of(uri).ifPresent(to -> servers.addAll(to.hosts()));
        }

        public Registered build() {
            return new Registered(contacts.build(), named.build(), servers.build(), unclear.build());
        }
    }
}
