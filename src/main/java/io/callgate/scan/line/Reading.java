package io.callgate.scan.line;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;

/** What a family makes of a line. It is used again for the next line. */
public final class Reading {

    public enum Outcome {
        /** No failure of this family. */
        NONE,
        FAILURE,
        /** A failure whose address an attacker's words could have moved: it is nobody's. */
        AMBIGUOUS,
        /** A failure whose address is no address, such as a host name, which is not resolved. */
        NO_ADDRESS
    }

    /** A time that is none. */
    public static final long AS_ITS_HEADER_SAYS = Long.MIN_VALUE;

    public Outcome outcome;
    /** In milliseconds since the epoch. */
    public long atMillis;

    public Address address;
    public String service;
    public FailureKind kind;
    public Sense sense;
    /** Whether the address may be one that the client named. */
    public boolean hearsay;

    public int accountStart;
    public int accountEnd;
    public int sessionStart;
    public int sessionEnd;
    /** One sentence for who asks. */
    public String why;

    public Reading clear() {
        accountStart = accountEnd = sessionStart = sessionEnd = 0;
        address = null;
        hearsay = false;
        service = "";
        kind = null;
        atMillis = AS_ITS_HEADER_SAYS;
        return none("its writer is known, but it tells of no failed attempt");
    }

    public Reading none(String because) {
        outcome = Outcome.NONE;
        why = because;
        return this;
    }

    public Reading ambiguous(String because) {
        outcome = Outcome.AMBIGUOUS;
        why = because;
        return this;
    }

    /** A failure of the address, when that is one. */
    public Reading failure(Address from, String of, FailureKind what, Sense how, String because) {
        address = from;
        outcome = from == null ? Outcome.NO_ADDRESS : Outcome.FAILURE;
        service = of;
        kind = what;
        sense = how;
        why = from == null ? "no address stands where the peer's does; names are not resolved" : because;
        return this;
    }

    public Reading account(int from, int to) {
        accountStart = from;
        accountEnd = to;
        return this;
    }

    public Reading session(int from, int to) {
        sessionStart = from;
        sessionEnd = to;
        return this;
    }
}
