package io.callgate.gate;

/** The change is saved and stands, but the kernel has not followed yet; the gate keeps trying. */
public final class NotEnforced extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotEnforced(String fault) {
        super("saved, but the firewall has not followed yet: " + fault);
    }
}
