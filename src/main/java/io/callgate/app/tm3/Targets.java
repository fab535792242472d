package io.callgate.app.tm3;

import com.google.common.hash.Hashing;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What stands after {@code -s}. */
final class Targets {

    private static final Pattern NUMERIC = Pattern.compile("[0-9./]+|.*:.*");
    private static final int LONGEST_NAME = 32;

    private Targets() {}

    /**
     * Reads an address, a range with a prefix length or, as older iptables wrote it, with a netmask, or a host name.
     *
     * @throws IllegalArgumentException naming the text and what is wrong with it
     */
    static Target parse(String text) {
        if (!NUMERIC.matcher(text).matches()) return Target.of(HostName.parse(text));
        int slash = text.indexOf('/');
        Optional<Address> mask = slash < 0 ? Optional.empty() : Address.find(text.substring(slash + 1));
        return Target.of(AddressRange.parse(
                mask.map(m -> text.substring(0, slash + 1) + prefix(m)).orElse(text)));
    }

    private static int prefix(Address mask) {
        int prefix = Long.bitCount(mask.high()) + Long.bitCount(mask.low());
        Address ones = mask.isV6() ? new Address(true, -1, -1) : Address.v4(255, 255, 255, 255);
        if (!ones.masked(prefix).equals(mask)) throw new IllegalArgumentException(mask + " is not a netmask");
        return prefix;
    }

    /** What to call an entry that nobody named: the same at every import. */
    static EntryName name(Target target) {
        String name = "tm3-" + target.toString().replace(':', '-').replace('/', '_');
        if (name.length() <= LONGEST_NAME) return new EntryName(name);
        String hash = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
        return new EntryName(name.substring(0, 23) + "-" + hash.substring(0, 8));
    }
}
