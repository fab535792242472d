package io.callgate.agi.call;

/**
 * What the dialplan finds in CALLGATE_STATUS after a call that came to its end. It is unset when the caller hung up before, or
 * when callgate never answered or died.
 */
public enum Status {
    /** An address was let in. */
    GRANTED,
    /** The address that was keyed is let in already. */
    UNCHANGED,
    /** The caller's address was shut out, as they wished. */
    REMOVED,
    /** Wrong PIN, or an address that is none or is never let in. */
    REFUSED,
    /** Too many wrong PINs before this call, or in it. */
    LOCKED,
    /** The caller ended it, by key or by silence, and nothing was changed. */
    CANCELLED,
    /** Something is broken or busy. Nothing was changed, or it was saved and the firewall has not followed yet. */
    ERROR
}
