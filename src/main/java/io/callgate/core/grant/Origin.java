package io.callgate.core.grant;

import java.util.Locale;

/** By which door a grant came in. The stored form is the name in lower case. */
public enum Origin {
    PHONE,
    KNOCK,
    ADMINISTRATOR,
    HOSTNAME,
    INSTALLER,
    PROVIDER;

    public static Origin parse(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
