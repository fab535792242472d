package io.callgate.scan.family;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * chan_pjsip's refused requests: {@code Request 'METHOD' from 'FROM' failed for 'ADDRESS:PORT' (callid: ID) - REASON}, with
 * {@code  after N tries in N.NNN ms} behind some (res/res_pjsip/pjsip_distributor.c, log_failed_request).
 *
 * <p>FROM and ID are the attacker's, and stand on both sides of the address; only the reason, at the end, is not. So every
 * place between them is looked at that has the form of {@code ' failed for 'ADDRESS' (callid: }: they have to name the same
 * address, or the line is ambiguous.
 */
final class Pjsip implements Family {

    private static final byte[] REQUEST = Text.ascii("Request ");
    private static final byte[] FROM = Text.ascii("from '");
    private static final byte[] FAILED = Text.ascii("' failed for '");
    private static final byte[] CALL_ID = Text.ascii("' (callid: ");
    private static final byte[] AFTER = Text.ascii(" after ");
    private static final byte[] TRIES = Text.ascii(" tries in ");
    private static final byte[] MS = Text.ascii(" ms");

    private static final List<Reason> REASONS = List.of(
            new Reason(") - No matching endpoint found", FailureKind.UNKNOWN_ACCOUNT),
            new Reason(") - Failed to authenticate", FailureKind.WRONG_PASSWORD),
            new Reason(") - Error to authenticate", FailureKind.WRONG_PASSWORD),
            new Reason(") - Not match Endpoint ACL", FailureKind.FORBIDDEN_ADDRESS),
            new Reason(") - Not match Endpoint Contact ACL", FailureKind.FORBIDDEN_ADDRESS));

    @Override
    public String name() {
        return "pjsip";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.PJSIP);
    }

    @Override
    public List<String> needles() {
        return List.of("' failed for '", "pjsip_distributor.c: Request ");
    }

    @Override
    public void read(Line line, Reading found) {
        if (!line.at(line.message, REQUEST)) return;
        int end = withoutTries(line);
        Reason reason = Reason.last(REASONS, line, end);
        int from = from(line);
        if (reason != null && from >= 0) search(line, from, end - reason.text().length, reason, found);
    }

    /** Past {@code from '}: behind the request and its method, which is a token (RFC 3261 §7.1), or behind the request. */
    private static int from(Line line) {
        int at = line.message + REQUEST.length;
        if (line.at(at, FROM)) return at + FROM.length;
        int word = Text.word(line.bytes, at, line.end) + 1;
        return line.at(word, FROM) ? word + FROM.length : -1;
    }

    private static int withoutTries(Line line) {
        int end = line.end;
        if (!Text.ends(line.bytes, line.message, end, MS)) return end;
        int after = Text.findLast(line.bytes, line.message, end, AFTER);
        if (after < 0) return end;
        int at = Text.digits(line.bytes, after + AFTER.length, end);
        if (!line.at(at, TRIES)) return end;
        at = Text.digits(line.bytes, at + TRIES.length, end);
        boolean ends = at < end && line.bytes[at] == '.' && Text.digits(line.bytes, at + 1, end) == end - MS.length;
        return ends ? after : end;
    }

    /** Every place that could be the address: they have to agree. The logger writes no names, so a name is no place. */
    private static void search(Line line, int from, int idEnd, Reason reason, Reading found) {
        byte[] in = line.bytes;
        Address peer = null;
        for (int at = from; (at = Text.find(in, at, idEnd, FAILED)) >= 0; at++) {
            int quote = Text.find(in, at + FAILED.length, idEnd, '\'');
            if (quote < 0 || !line.at(quote, CALL_ID)) continue;
            Address here = AddressText.withPort(in, at + FAILED.length, quote);
            if (peer != null && here != null && !peer.equals(here)) {
                found.ambiguous("several places could be the address's, between a From header and a call id");
                return;
            }
            if (peer != null) continue;
            peer = here;
            found.failure(here, "PJSIP", reason.kind(), Sense.LOG, "a refused request with one place for an address");
            found.session(quote + CALL_ID.length, idEnd);
            ChanSip.user(in, from, at, found);
        }
    }
}
