package io.callgate.core.name;

import io.callgate.core.address.AddressRange;
import java.util.Optional;

/** Whom an entry lets in: a range of addresses, or whatever a host name's are. */
public record Target(Optional<AddressRange> range, Optional<HostName> host) {

    public Target {
        if (range.isPresent() == host.isPresent())
            throw new IllegalArgumentException("it is a range or a host name, one of them");
    }

    public static Target of(AddressRange range) {
        return new Target(Optional.of(range), Optional.empty());
    }

    public static Target of(HostName host) {
        return new Target(Optional.empty(), Optional.of(host));
    }

    @Override
    public String toString() {
        return range.map(AddressRange::toString)
                .orElseGet(() -> host.orElseThrow().text());
    }
}
