package io.callgate.scan.family;

import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * chan_sip's refused registrations: {@code Registration from 'TO' failed for 'ADDRESS:PORT' - REASON} (channels/chan_sip.c,
 * handle_request_register).
 *
 * <p>The To header is the attacker's, and nothing behind it is. So the line is read from its end: one of the known reasons,
 * then the address up to the quote before it. Whatever the header holds, the last {@code ' failed for '} is the logger's.
 *
 * <p>{@code Failed to authenticate device FROM} and {@code Sending fake auth rejection for device FROM} are not read: what
 * stands last there is the From header. The security log and AMI tell of the same attempts.
 */
final class ChanSip implements Family {

    private static final byte[] BEGIN = Text.ascii("Registration from '");
    private static final byte[] FAILED = Text.ascii("' failed for '");
    private static final byte[] DASH = Text.ascii("' - ");
    private static final byte[] SIP = Text.ascii("sip:");

    private static final List<Reason> REASONS = List.of(
            new Reason("Wrong password", FailureKind.WRONG_PASSWORD),
            new Reason("No matching peer found", FailureKind.UNKNOWN_ACCOUNT),
            new Reason("Username/auth name mismatch", FailureKind.UNKNOWN_ACCOUNT),
            new Reason("Not a local domain", FailureKind.UNKNOWN_ACCOUNT),
            new Reason("Peer is not supposed to register", FailureKind.FORBIDDEN),
            new Reason("Device does not match ACL", FailureKind.FORBIDDEN_ADDRESS),
            new Reason("ACL error (permit/deny)", FailureKind.FORBIDDEN_ADDRESS),
            new Reason("Device not configured to use this transport type", FailureKind.FORBIDDEN));

    @Override
    public String name() {
        return "chan_sip";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.CHAN_SIP);
    }

    /** The last makes what follows suspect, too. */
    @Override
    public List<String> needles() {
        return List.of("' failed for '", " to extension '");
    }

    @Override
    public void read(Line line, Reading found) {
        if (!line.at(line.message, BEGIN)) {
            StrangersCall.read(line, "SIP", found);
            return;
        }
        Reason reason = Reason.last(REASONS, line, line.end);
        if (reason == null) return;
        int quote = line.end - reason.text().length - DASH.length;
        int failed = Text.findLast(line.bytes, line.message, quote, FAILED);
        if (failed < 0 || !line.at(quote, DASH)) return;
        found.failure(
                AddressText.withPort(line.bytes, failed + FAILED.length, quote),
                "SIP",
                reason.kind(),
                Sense.LOG,
                "a refused registration, read from its end: the reason, and the address before it");
        user(line.bytes, line.message + BEGIN.length, failed, found);
    }

    /** The user of the first SIP URI; all of the text when there is none. */
    static void user(byte[] in, int from, int to, Reading found) {
        int sip = Text.find(in, from, to, SIP);
        int at = sip < 0 ? -1 : Text.find(in, sip, to, '@');
        if (at < 0) found.account(from, to);
        else found.account(sip + SIP.length, at);
    }
}
