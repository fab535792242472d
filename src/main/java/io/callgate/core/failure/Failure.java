package io.callgate.core.failure;

import io.callgate.core.address.Address;

/**
 * One record of a failed attempt to get in.
 *
 * @param atMillis when, in milliseconds since the epoch
 * @param address where it truly came from, never what the client says
 * @param service what was tried, such as {@code PJSIP} or {@code sshd}
 * @param account the name that was tried, an attacker's words; empty when the record names none
 * @param session what the records of one attempt share, such as a call id, an attacker's words, too; empty when the record
 *     names none
 */
public record Failure(
        long atMillis,
        Address address,
        String service,
        String account,
        FailureKind kind,
        Sense sense,
        String session) {}
