package io.callgate.core.knock;

import io.callgate.core.service.PortRange;
import io.callgate.core.service.PortRange.Protocol;

/** One packet of a knock: the first of a TCP connection to a port, or any UDP packet to one. Ports are 1 to 65535. */
public record Knock(Protocol protocol, int port) {

    public Knock {
        if (port < 1 || port > 65535) throw new IllegalArgumentException(port + " is not a port of 1 to 65535");
    }

    /** Reads {@code tcp/7000}. */
    public static Knock parse(String text) {
        PortRange one = PortRange.parse(text);
        if (one.first() != one.last()) throw new IllegalArgumentException(text + " is more than one port");
        return new Knock(one.protocol(), one.first());
    }

    /** A number of 17 bits, its own. */
    int code() {
        return code(protocol, port);
    }

    static int code(Protocol protocol, int port) {
        return protocol.ordinal() << 16 | port;
    }

    @Override
    public String toString() {
        return protocol + "/" + port;
    }
}
