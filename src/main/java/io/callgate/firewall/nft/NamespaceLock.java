package io.callgate.firewall.nft;

import com.sun.jna.LastErrorException;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.LibC;

/**
 * The right to change the table, of one process in a network namespace at a time: two with different books would undo each
 * other's work for ever. It is a Unix socket with an abstract name, which belongs to the network namespace (unix(7)) and goes
 * with the process, however that ends.
 */
public final class NamespaceLock implements AutoCloseable {

    private static final String NAME = "callgate-firewall";

    private final int socket;
    private boolean closed;

    /** @throws FirewallException if another process has it */
    public NamespaceLock() {
        socket = LibC.unixSocket();
        try {
            LibC.bindAbstract(socket, NAME);
        } catch (LastErrorException e) {
            LibC.close(socket);
            if (e.getErrorCode() != LibC.EADDRINUSE)
                throw new FirewallException("the claim to the firewall cannot be made: " + e.getMessage(), e);
            throw new FirewallException(
                    "another callgate, of another configuration, works on this firewall; stop it first"
                            + " ('ss -xap | grep " + NAME + "' shows its process)");
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        LibC.close(socket);
    }
}
