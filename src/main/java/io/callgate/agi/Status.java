package io.callgate.agi;

/** What the dialplan finds in CALLGATE_STATUS after a call. An unset one means that callgate never answered, or died. */
enum Status {
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
    /** The caller ended it, by key, by silence or by hanging up, and nothing was changed. */
    CANCELLED,
    /** Nothing was changed because something is broken or busy. */
    ERROR
}
