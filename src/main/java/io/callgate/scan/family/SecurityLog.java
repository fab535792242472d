package io.callgate.scan.family;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Sense;
import io.callgate.scan.ami.AmiEvent;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;
import java.util.stream.Stream;

/**
 * Asterisk's security log: {@code SecurityEvent="X",EventTV=…,Severity=…,Service=…,EventVersion=…,AccountID="A",
 * SessionID="S",LocalAddress="L",RemoteAddress="R"}, and then fields of each event's own (res/res_security_log.c). Its
 * quotes are not escaped, so A, S and some of the last fields may look like any part of the line.
 *
 * <p>The first four fields are Asterisk's and hold no quotes. Then every place is looked at where the two addresses could
 * stand, one behind the other, with nothing behind them but the fields that the event may have. Where those are Asterisk's
 * own, nothing an attacker writes fits there, and only the true place is left. Where they may be the attacker's, all places
 * have to name the same address, or the line is ambiguous; AMI tells of the same attempt with one field a line.
 */
final class SecurityLog implements Family {

    /** Asterisk cuts a line at BUFSIZ, break included (main/logger.c), and the next one is written behind it. */
    private static final int LONGEST = 8000;

    private static final byte[] EVENT = Text.ascii("SecurityEvent=\"");
    private static final byte[][] HEAD = {
        Text.ascii("\",EventTV=\""),
        Text.ascii("\",Severity=\""),
        Text.ascii("\",Service=\""),
        Text.ascii("\",EventVersion=\"")
    };
    private static final byte[] ACCOUNT = Text.ascii("\",AccountID=\"");
    private static final byte[] SESSION = Text.ascii("\",SessionID=\"");
    private static final byte[] LOCAL = Text.ascii("\",LocalAddress=\"");
    private static final byte[] REMOTE = Text.ascii("\",RemoteAddress=\"");
    private static final byte[] IPV = Text.ascii("IPV");
    /** Longer than an unknown user of PJSIP. */
    private static final byte[] ANOTHER = Text.ascii("] res_security_log.c: SecurityEvent=\"");

    private static final String[] SERVICES = {"PJSIP", "SIP", "AMI", "HTTP", "ARI", "IAX2"};
    private static final byte[][] SERVICE_BYTES =
            Stream.of(SERVICES).map(Text::ascii).toArray(byte[][]::new);

    private int serviceStart;
    private int serviceEnd;

    /** What {@link #places} found: the first place, what stands there, and whether another one names another address. */
    private int place;

    private Address peer;
    private boolean several;

    @Override
    public String name() {
        return "security";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.SECURITY_LOG);
    }

    /**
     * No more of a name than tells it from those that tell of no failure; and all of chan_sip's, whose accounts may hold line
     * breaks and be of any length.
     */
    @Override
    public List<String> needles() {
        return List.of(
                "SecurityEvent=\"Inval",
                "SecurityEvent=\"ChallengeR",
                "SecurityEvent=\"FailedA",
                "SecurityEvent=\"SessionL",
                "SecurityEvent=\"Request",
                "SecurityEvent=\"AuthMet",
                "SecurityEvent=\"Unexpec",
                ",Service=\"SIP\",");
    }

    @Override
    public void read(Line line, Reading found) {
        if (!line.at(line.message, EVENT)) return;
        int name = line.message + EVENT.length;
        SecurityEvent event = SecurityEvent.named(line.bytes, name, line.end);
        if (event == null) {
            tellsOfNone(line, name, found);
            return;
        }
        int head = head(line, name + event.name().length);
        found.service = head < 0 ? "" : service(line.bytes);
        if (head >= 0 && !reachesItsEnd(line, event, head, found.service))
            found.ambiguous("it breaks off in its account, or what follows is not known");
        else if (head < 0 || line.length() > LONGEST)
            found.ambiguous("longer, or of another form, than Asterisk writes it");
        else search(line, event, head, found);
    }

    /**
     * Has the line end where the event does. An unknown user of PJSIP may hold line breaks and what looks like the beginning of
     * another record, but no more than {@link AmiEvent#LONGEST_PJSIP_ACCOUNT} bytes of it, and nothing behind it holds any.
     */
    private static boolean reachesItsEnd(Line line, SecurityEvent event, int head, String service) {
        if (!event.named() || !service.equals("PJSIP")) return true;
        int behind = head + ACCOUNT.length + AmiEvent.LONGEST_PJSIP_ACCOUNT;
        if (line.end >= behind) return true;
        if (line.bytes != line.block || behind >= line.limit) return false;
        int end = Text.find(line.block, behind, line.limit, '\n');
        if (end < 0 || Text.find(line.block, line.end, end, ANOTHER) >= 0) return false;
        line.end = end > behind && line.block[end - 1] == '\r' ? end - 1 : end;
        return true;
    }

    /** Past the first fields, at the quote of the last one; -1 when they are not there. */
    private int head(Line line, int from) {
        int at = from;
        for (byte[] field : HEAD) {
            if (!line.at(at, field)) return -1;
            at += field.length;
            serviceStart = field == HEAD[2] ? at : serviceStart;
            at = Text.find(line.bytes, at, line.end, '"');
            if (at < 0) return -1;
            serviceEnd = field == HEAD[2] ? at : serviceEnd;
        }
        return at;
    }

    /**
     * Whose it is, all the same, where that is certain: behind a challenge of chan_sip's, which may hold line breaks, its
     * client's own failure is believed.
     */
    private void tellsOfNone(Line line, int name, Reading found) {
        found.none("an event that tells of no failed attempt");
        int quote = Text.find(line.bytes, name, line.end, '"');
        int head = head(line, quote);
        if (head < 0) return;
        found.service = service(line.bytes);
        found.hearsay = SecurityEvent.isHearsay(found.service);
        SecurityEvent event = SecurityEvent.named(Text.string(line.bytes, name, quote));
        if (event == null || line.length() > LONGEST) return;
        places(line, event, head);
        found.address = several ? null : peer;
    }

    private void search(Line line, SecurityEvent event, int head, Reading found) {
        places(line, event, head);
        if (several) found.ambiguous("several places could be the remote address's, and quotes are not escaped");
        else if (place >= 0) found(line, event, head, place, peer, found);
    }

    /** Looks at every place where the two addresses could stand. */
    private void places(Line line, SecurityEvent event, int head) {
        peer = null;
        place = -1;
        several = false;
        for (int at = head; !several && (at = Text.find(line.bytes, at, line.end, LOCAL)) >= 0; at++) {
            int remote = afterAddress(line, at + LOCAL.length);
            if (remote < 0 || !line.at(remote, REMOTE)) continue;
            int end = afterAddress(line, remote + REMOTE.length);
            if (end < 0 || !event.follows(line.bytes, end + 1, line.end)) continue;
            Address here = address(line.bytes, remote + REMOTE.length, end);
            several = peer != null && here != null && !peer.equals(here);
            if (peer != null) continue;
            peer = here;
            place = at;
        }
    }

    /** The quote behind {@code IPV4/UDP/192.0.2.1/5060}, or behind such text with anything in the address's place; -1 for none. */
    private static int afterAddress(Line line, int from) {
        if (!line.at(from, IPV)) return -1;
        byte[] in = line.bytes;
        int transport = Text.find(in, from, line.end, '/');
        int host = transport < 0 ? -1 : Text.find(in, transport + 1, line.end, '/');
        int port = host < 0 ? -1 : Text.find(in, host + 1, line.end, '/');
        if (port < 0 || Text.find(in, from, port, '"') >= 0) return -1;
        int end = Text.digits(in, port + 1, line.end);
        return end > port + 1 && end < line.end && in[end] == '"' ? end : -1;
    }

    private static Address address(byte[] in, int from, int to) {
        int transport = Text.find(in, from, to, '/');
        int host = Text.find(in, transport + 1, to, '/');
        return AddressText.bare(in, host + 1, Text.findLast(in, host, to, '/'));
    }

    private void found(Line line, SecurityEvent event, int head, int place, Address peer, Reading found) {
        found.failure(
                peer,
                found.service,
                event.kind(),
                Sense.SECURITY_LOG,
                "a security event: the only remote address behind which the line can end as this event does");
        found.hearsay = SecurityEvent.isHearsay(found.service);
        int session = Text.findLast(line.bytes, head, place, SESSION);
        if (session < 0) return;
        found.session(session + SESSION.length, place);
        if (line.at(head, ACCOUNT)) found.account(head + ACCOUNT.length, session);
    }

    /** Without making a text of it, for the services that Asterisk has. */
    private String service(byte[] in) {
        for (int i = 0; i < SERVICES.length; i++) {
            byte[] known = SERVICE_BYTES[i];
            if (known.length == serviceEnd - serviceStart && Text.at(in, serviceStart, serviceEnd, known))
                return SERVICES[i];
        }
        return Text.string(in, serviceStart, serviceEnd);
    }
}
