package io.callgate.core.arm;

import io.callgate.core.address.Address;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where Asterisk's registrar believes a phone to be. The phone itself chose the address, so that it may be anybody's.
 *
 * @param extension the endpoint or address of record, which Asterisk's configuration names
 */
public record Contact(String extension, Address address) implements Comparable<Contact> {

    private static final Pattern EXTENSION = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

    private static final Comparator<Contact> ORDER = Comparator.comparing(Contact::extension)
            .thenComparing(c -> c.address().toString());

    public Contact {
        if (!isExtension(extension))
            throw new IllegalArgumentException("\"" + extension + "\" is no name of an endpoint");
    }

    static boolean isExtension(String text) {
        return EXTENSION.matcher(text).matches();
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
