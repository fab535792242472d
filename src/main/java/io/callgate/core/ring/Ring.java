package io.callgate.core.ring;

import io.callgate.core.address.Address;

/**
 * An address that rang and was not let in. By itself it grants nothing: anybody can ring, in anybody's name.
 *
 * @param atMillis when it last did, in milliseconds since the epoch
 * @param means how it said for whom
 */
public record Ring(Address address, long atMillis, Means means) {

    /** From what anybody can do to what only somebody who was told can. */
    public enum Means {
        /** It tried to reach SIP by TCP, where no name is seen before the connection stands. */
        UNNAMED,
        /** A SIP request named the account's extension. */
        EXTENSION,
        /** It tried the account's own doorbell port. */
        DOORBELL
    }
}
