package io.callgate.scan.family;

import io.callgate.core.failure.FailureKind;
import io.callgate.scan.line.Text;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An event of Asterisk's security framework, with the fields that follow its addresses (main/security_events.c, sec_events).
 *
 * @param kind null for those that tell of no failed attempt; MemoryLimit and LoadAverageLimit are the PBX's own trouble
 * @param hostile whether what follows the addresses may hold words of an attacker's
 * @param required how many of the fields in {@code tail} are always there
 * @param quoted the fields that may follow the addresses, in their order, as the security log writes them: {@code Module="}
 * @param lines the same as AMI writes them: {@code Module: }
 * @param named whether AccountID stands before the addresses; it does in all but RequestBadFormat
 */
public record SecurityEvent(
        byte[] name,
        FailureKind kind,
        boolean hostile,
        int required,
        List<byte[]> quoted,
        List<byte[]> lines,
        boolean named) {

    private static final String[] USUAL = {"Module", "SessionTV"};

    /**
     * Whether the remote address is where the answer goes, which a client may say by {@code maddr} in Via: so it is of chan_sip
     * (check_via and sip_report_…, channels/chan_sip.c), whose lines in other logs name who sent.
     */
    public static boolean isHearsay(String service) {
        return service.equals("SIP");
    }

    /** Those that tell of a failed attempt. */
    static final List<SecurityEvent> ALL = List.of(
            plain("InvalidAccountID", FailureKind.UNKNOWN_ACCOUNT, 0, USUAL),
            hostile(
                    "InvalidPassword",
                    FailureKind.WRONG_PASSWORD,
                    0,
                    "Module",
                    "SessionTV",
                    "Challenge",
                    "ReceivedChallenge",
                    "ReceivedHash"),
            hostile(
                    "ChallengeResponseFailed",
                    FailureKind.WRONG_PASSWORD,
                    3,
                    "Challenge",
                    "Response",
                    "ExpectedResponse",
                    "Module",
                    "SessionTV"),
            plain("FailedACL", FailureKind.FORBIDDEN_ADDRESS, 0, "Module", "ACLName", "SessionTV"),
            plain("SessionLimit", FailureKind.TOO_MANY, 0, USUAL),
            hostile("RequestNotSupported", FailureKind.FORBIDDEN, 1, "RequestType", "Module", "SessionTV"),
            hostile(
                    "RequestNotAllowed",
                    FailureKind.FORBIDDEN,
                    1,
                    "RequestType",
                    "Module",
                    "SessionTV",
                    "RequestParams"),
            hostile("AuthMethodNotAllowed", FailureKind.FORBIDDEN, 1, "AuthMethod", "Module", "SessionTV"),
            hostile(
                    "RequestBadFormat",
                    FailureKind.MALFORMED,
                    1,
                    "RequestType",
                    "Module",
                    "SessionTV",
                    "AccountID",
                    "RequestParams"),
            plain("UnexpectedAddress", FailureKind.FORBIDDEN_ADDRESS, 1, "ExpectedAddress", "Module", "SessionTV"),
            plain("InvalidTransport", FailureKind.FORBIDDEN, 1, "AttemptedTransport", "Module", "SessionTV"));

    /** Those that tell of none: an attacker's words may stand in them, too. */
    static final List<SecurityEvent> OTHERS = List.of(
            plain("SuccessfulAuth", null, 1, "UsingPassword", "Module", "SessionTV"),
            plain("ChallengeSent", null, 1, "Challenge", "Module", "SessionTV"),
            plain("MemoryLimit", null, 0, USUAL),
            plain("LoadAverageLimit", null, 0, USUAL));

    private static SecurityEvent plain(String name, FailureKind kind, int required, String... tail) {
        return of(name, kind, false, required, List.of(tail));
    }

    private static SecurityEvent hostile(String name, FailureKind kind, int required, String... tail) {
        return of(name, kind, true, required, List.of(tail));
    }

    private static SecurityEvent of(String name, FailureKind kind, boolean hostile, int required, List<String> tail) {
        return new SecurityEvent(
                Text.ascii(name),
                kind,
                hostile,
                required,
                tail.stream().map(field -> Text.ascii(field + "=\"")).toList(),
                tail.stream().map(field -> Text.ascii(field + ": ")).toList(),
                !tail.contains("AccountID"));
    }

    /** The one of {@link #ALL} that is named before a quote; null for none of these. */
    public static SecurityEvent named(byte[] in, int from, int to) {
        for (int i = 0; i < ALL.size(); i++) {
            byte[] name = ALL.get(i).name;
            if (Text.at(in, from, to, name) && from + name.length < to && in[from + name.length] == '"')
                return ALL.get(i);
        }
        return null;
    }

    /** The one of that name, whatever it tells of; null for none. */
    public static SecurityEvent named(String name) {
        byte[] wanted = Text.ascii(name);
        return Stream.concat(ALL.stream(), OTHERS.stream())
                .filter(event -> Arrays.equals(event.name, wanted))
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether {@code ,Field="value"} up to the end of the line can be what follows the addresses. What an attacker wrote may
     * hold anything, quotes included; the rest holds no quotes.
     */
    boolean follows(byte[] in, int from, int to) {
        if (from == to) return required == 0;
        if (in[from] != ',' || to - from < 4 || in[to - 1] != '"') return false;
        int field = begins(in, from + 1, to, 0);
        if (hostile || field < 0) return field >= 0 && (field == 0 || required == 0);
        field = 0;
        for (int at = from; at < to; ) {
            if (in[at] != ',') return false;
            field = begins(in, at + 1, to, field);
            if (field < 0) return false;
            int quote = Text.find(in, at + 1 + quoted.get(field++).length, to, '"');
            if (quote < 0) return false;
            at = quote + 1;
        }
        return field >= required;
    }

    /** Which field begins there, from the one given on; -1 for none. */
    private int begins(byte[] in, int at, int to, int from) {
        for (int i = from; i < quoted.size(); i++) if (Text.at(in, at, to, quoted.get(i))) return i;
        return -1;
    }
}
