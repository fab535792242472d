package io.callgate.core.account;

/** A PIN's slow salted hash in its stored form. It never prints itself. */
public record PinHash(String stored) {

    @Override
    public String toString() {
        return "(PIN hash)";
    }
}
