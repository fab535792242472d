package io.callgate.gate.port;

import io.callgate.core.address.Address;

/** Who began flows to this host, as the kernel knows it and no client can say. */
public interface Flows {

    /**
     * Whether {@code address} sent something that was let in, not as an answer, and not long ago: what the kernel still
     * remembers. False, too, when more was asked than is good for the machine.
     *
     * @throws FirewallException when the kernel cannot be asked
     */
    boolean began(Address address);
}
