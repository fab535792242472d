package io.callgate.core.event;

import java.time.Instant;

/**
 * One line of the audit: what happened, by whom, to whom. Text that does not apply is empty, never null. It is written as an
 * {@link EventDraft}.
 *
 * @param actor who did it: {@code phone}, {@code cli root}, {@code gate}
 * @param owner the account number or name that it was about
 * @param address the address or range that it was about
 * @param services of the grant
 * @param caller the caller number, as received from the telephone network: anybody can forge it
 */
public record Event(
        Instant at,
        EventKind kind,
        String actor,
        String owner,
        String address,
        String services,
        String caller,
        String detail) {}
