package io.callgate.core.event;

import java.util.Locale;

/** What the audit tells apart. The stored form is the name in lower case. */
public enum EventKind {
    GRANTED,
    REMOVED,
    BANNED,
    UNBANNED,
    GRANTED_FAILS,
    REFUSED,
    OUTCOME_FOUND,
    LOGIN_FAILED,
    LOCKED,
    ACCOUNT_ADDED,
    ACCOUNT_CHANGED,
    ACCOUNT_ENABLED,
    ACCOUNT_DISABLED,
    ACCOUNT_DELETED,
    PIN_RESET,
    KNOCK_CHANGED,
    ENTRY_DELETED,
    IMPORTED,
    NAME_ADDED,
    NAME_REMOVED,
    MAIL_GIVEN_UP,
    NOTICE_GIVEN_UP,
    FIREWALL_MODE,
    FIREWALL_MENDED,
    REPLIES_SHUT,
    REPLIES_LIFTED,
    PROVIDER_ENABLED,
    PROVIDER_DISABLED;

    public static EventKind parse(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
