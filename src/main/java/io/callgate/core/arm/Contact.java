package io.callgate.core.arm;

import io.callgate.core.address.Address;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Asterisk's registrar believes a phone to be. The phone itself chose the address, so that it may be anybody's.
 *
 * @param extension the endpoint or address of record, which Asterisk's configuration names
 */
public record Contact(String extension, Address address) implements Comparable<Contact> {

    private static final Pattern EXTENSION = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

    /** A host in a SIP URI (RFC 3261 19.1.1): after the user, before port, parameters and headers. */
    private static final Pattern HOST = Pattern.compile(
            "(?i)sips?:(?:[^@\\s<>]*@)?(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::[0-9]{1,5})?(?:[;?][^@\\s]*)?");

    private static final Comparator<Contact> ORDER = Comparator.comparing(Contact::extension)
            .thenComparing(c -> c.address().toString());

    public Contact {
        if (!EXTENSION.matcher(extension).matches())
            throw new IllegalArgumentException("\"" + extension + "\" is no name of an endpoint");
    }

    /** Empty for what is not exactly that: an endpoint's name, and a URI whose host is an address. */
    public static Optional<Contact> find(String extension, String uri) {
        if (!EXTENSION.matcher(extension).matches()) return Optional.empty();
        return host(uri).flatMap(Address::find).map(address -> new Contact(extension, address));
    }

    /** The host of a SIP URI, an address or a name; empty for anything else. */
    public static Optional<String> host(String uri) {
        Matcher matcher = HOST.matcher(uri);
        return matcher.matches() ? Optional.of(matcher.group(1).replaceAll("[\\[\\]]", "")) : Optional.empty();
    }

    @Override
    public int compareTo(Contact other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return extension + " at " + address;
    }
}
