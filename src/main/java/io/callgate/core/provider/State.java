package io.callgate.core.provider;

import java.util.Locale;
import java.util.Optional;

/** How it stands with a provider on this box. */
public enum State {
    OFF,
    /** Off, and refused without force. */
    DEAD,
    /** Off, and refused without force. */
    UNCONFIRMED,
    ENABLED,
    /** Enabled, and what is known of it has changed since. */
    OUTDATED,
    /** Enabled, and no longer known. */
    DROPPED;

    /** @param provider what is known of it, if anything is */
    public static State of(Optional<Provider> provider, Holding held) {
        if (provider.isEmpty()) return DROPPED;
        if (!held.isEmpty()) return Difference.between(provider.get(), held).isEmpty() ? ENABLED : OUTDATED;
        return switch (provider.get().status()) {
            case ALIVE -> OFF;
            case DEAD -> DEAD;
            case UNCONFIRMED -> UNCONFIRMED;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
