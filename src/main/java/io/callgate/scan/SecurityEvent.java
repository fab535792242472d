package io.callgate.scan;

import io.callgate.core.failure.FailureKind;
import java.util.List;

/**
 * An event of Asterisk's security framework that tells of a failed attempt, with the fields that follow its addresses
 * (main/security_events.c, sec_events). SuccessfulAuth and ChallengeSent tell of none; MemoryLimit and LoadAverageLimit are
 * the PBX's own trouble.
 *
 * @param hostile whether what follows the addresses may hold words of an attacker's
 * @param tail the fields that may follow the addresses, in their order
 */
record SecurityEvent(byte[] name, FailureKind kind, boolean hostile, List<byte[]> tail) {

    static final List<SecurityEvent> ALL = List.of(
            plain("InvalidAccountID", FailureKind.UNKNOWN_ACCOUNT),
            hostile(
                    "InvalidPassword",
                    FailureKind.WRONG_PASSWORD,
                    "Module",
                    "SessionTV",
                    "Challenge",
                    "ReceivedChallenge",
                    "ReceivedHash"),
            hostile(
                    "ChallengeResponseFailed",
                    FailureKind.WRONG_PASSWORD,
                    "Challenge",
                    "Response",
                    "ExpectedResponse",
                    "Module",
                    "SessionTV"),
            plain("FailedACL", FailureKind.FORBIDDEN_ADDRESS, "Module", "ACLName", "SessionTV"),
            plain("SessionLimit", FailureKind.TOO_MANY),
            hostile("RequestNotSupported", FailureKind.FORBIDDEN, "RequestType", "Module", "SessionTV"),
            hostile("RequestNotAllowed", FailureKind.FORBIDDEN, "RequestType", "Module", "SessionTV", "RequestParams"),
            hostile("AuthMethodNotAllowed", FailureKind.FORBIDDEN, "AuthMethod", "Module", "SessionTV"),
            hostile(
                    "RequestBadFormat",
                    FailureKind.MALFORMED,
                    "RequestType",
                    "Module",
                    "SessionTV",
                    "AccountID",
                    "RequestParams"),
            plain("UnexpectedAddress", FailureKind.FORBIDDEN_ADDRESS, "ExpectedAddress", "Module", "SessionTV"),
            plain("InvalidTransport", FailureKind.FORBIDDEN, "AttemptedTransport", "Module", "SessionTV"));

    private static SecurityEvent plain(String name, FailureKind kind) {
        return plain(name, kind, "Module", "SessionTV");
    }

    private static SecurityEvent plain(String name, FailureKind kind, String... tail) {
        return new SecurityEvent(Text.ascii(name), kind, false, fields(tail));
    }

    private static SecurityEvent hostile(String name, FailureKind kind, String... tail) {
        return new SecurityEvent(Text.ascii(name), kind, true, fields(tail));
    }

    private static List<byte[]> fields(String... names) {
        return List.of(names).stream().map(n -> Text.ascii(n + "=\"")).toList();
    }

    /** The event that is named before a quote; null for none of these. */
    static SecurityEvent named(byte[] in, int from, int to) {
        for (int i = 0; i < ALL.size(); i++) {
            byte[] name = ALL.get(i).name;
            if (Text.at(in, from, to, name) && from + name.length < to && in[from + name.length] == '"')
                return ALL.get(i);
        }
        return null;
    }

    /**
     * Whether {@code ,Field="value"} up to the end of the line can be what follows the addresses. What an attacker wrote may
     * hold anything, quotes included; the rest holds no quotes.
     */
    boolean follows(byte[] in, int from, int to) {
        if (from == to) return true;
        if (in[from] != ',' || to - from < 4 || in[to - 1] != '"') return false;
        if (hostile) return begins(in, from + 1, to, 0) >= 0;
        int field = 0;
        for (int at = from; at < to; ) {
            if (in[at] != ',') return false;
            field = begins(in, at + 1, to, field);
            if (field < 0) return false;
            int quote = Text.find(in, at + 1 + tail.get(field++).length, to, '"');
            if (quote < 0) return false;
            at = quote + 1;
        }
        return true;
    }

    /** Which field begins there, from the one given on; -1 for none. */
    private int begins(byte[] in, int at, int to, int from) {
        for (int i = from; i < tail.size(); i++) if (Text.at(in, at, to, tail.get(i))) return i;
        return -1;
    }
}
