package io.callgate.core.account;

import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Optional;

/**
 * A remote user who may call.
 *
 * @param name how mails address them; free text without control characters
 * @param email where the confirmation goes; empty for an account without mail
 * @param services what a call opens
 * @param extension the PBX extension of their phone, if known
 * @param lastCaller the caller number of their last good call: it is let try while strangers wait out an overall lock
 */
public record Account(
        AccountNumber number,
        String name,
        String email,
        Services services,
        Optional<String> extension,
        PinHash pin,
        boolean enabled,
        Instant createdAt,
        Optional<String> lastCaller) {

    /** As whose its grants stand in the book. */
    public Owner owner() {
        return new Owner(number.digits());
    }

    public Account withPin(PinHash newPin) {
        return new Account(number, name, email, services, extension, newPin, enabled, createdAt, lastCaller);
    }

    public Account withEnabled(boolean newEnabled) {
        return new Account(number, name, email, services, extension, pin, newEnabled, createdAt, lastCaller);
    }

    public Account withLastCaller(String caller) {
        return new Account(number, name, email, services, extension, pin, enabled, createdAt, Optional.of(caller));
    }
}
