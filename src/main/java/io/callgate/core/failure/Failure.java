package io.callgate.core.failure;

import io.callgate.core.address.Address;

/**
 * One record of a failed attempt to get in.
 *
 * @param atMillis when, in milliseconds since the epoch
 * @param address where it truly came from, and what the client says only if {@code hearsay}
 * @param service what was tried, such as {@code PJSIP} or {@code sshd}
 * @param account the name that was tried, an attacker's words; empty when the record names none
 * @param session what the records of one attempt share, such as a call id, an attacker's words, too; empty when the record
 *     names none
 * @param hearsay whether the address is one that the client may have named: where chan_sip sends its answer
 */
public record Failure(
        long atMillis,
        Address address,
        String service,
        String account,
        FailureKind kind,
        Sense sense,
        String session,
        boolean hearsay) {

    /** One whose address the client has no say in. */
    public Failure(
            long atMillis,
            Address address,
            String service,
            String account,
            FailureKind kind,
            Sense sense,
            String session) {
        this(atMillis, address, service, account, kind, sense, session, false);
    }
}
