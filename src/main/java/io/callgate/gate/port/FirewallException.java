package io.callgate.gate.port;

/** The kernel did not take what it was told. The message names the step and what nftables answered. */
public final class FirewallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FirewallException(String message) {
        super(message);
    }

    public FirewallException(String message, Throwable cause) {
        super(message, cause);
    }
}
