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
 * Calls of strangers to numbers that are not there: {@code anonymous: Call (UDP:ADDRESS:PORT) to extension 'X' rejected because
 * extension not found in context 'C'.} and {@code Call from 'anonymous' (UDP:ADDRESS:PORT) to extension …}
 * (res/res_pjsip_session.c, new_invite), and chan_sip's {@code Call from '' (ADDRESS:PORT) to extension …}
 * (channels/chan_sip.c, handle_request_invite).
 *
 * <p>X is the client's and may hold line breaks; the address stands before it, and before the address only what Asterisk calls
 * who has no name. Whoever has one, a trunk or a phone, may dial a wrong number.
 */
final class StrangersCall implements Family {

    private static final List<byte[]> BEGINNINGS = List.of(
            Text.ascii("anonymous: Call ("), Text.ascii("Call from 'anonymous' ("), Text.ascii("Call from '' ("));

    private static final byte[] TO = Text.ascii(") to extension '");
    private static final byte[] REJECTED = Text.ascii("' rejected because extension not found in context '");
    private static final byte[] END = Text.ascii("'.");

    @Override
    public String name() {
        return "strangers";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.PJSIP_SESSION);
    }

    @Override
    public List<String> needles() {
        return List.of(" to extension '");
    }

    @Override
    public void read(Line line, Reading found) {
        read(line, "PJSIP", found);
    }

    /** Also of a line of chan_sip, whose other lines another family reads. */
    static void read(Line line, String service, Reading found) {
        byte[] in = line.bytes;
        int begin = line.message;
        while (begin < line.end && in[begin] == ' ') begin++;
        for (int i = 0; i < BEGINNINGS.size(); i++) {
            byte[] beginning = BEGINNINGS.get(i);
            if (!line.at(begin, beginning)) continue;
            int from = begin + beginning.length;
            int close = Text.find(in, from, line.end, ')');
            if (close < 0 || !line.at(close, TO)) return;
            boolean whole = Text.ends(in, close, line.end, END) && Text.find(in, close, line.end, REJECTED) >= 0;
            if (!whole) return;
            int transport = service.equals("SIP") ? from : Text.find(in, from, close, ':') + 1;
            found.failure(
                    AddressText.withPort(in, transport, close),
                    service,
                    FailureKind.UNKNOWN_EXTENSION,
                    Sense.LOG,
                    "a stranger's call to no number: the address stands before all that the client wrote");
            return;
        }
    }
}
