package io.callgate.scan.ami;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.Sense;
import io.callgate.scan.family.SecurityEvent;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One security event of AMI, byte for byte as Asterisk writes it: {@code Event}, {@code Privilege}, what the configuration adds
 * (main/manager.c), then the event's own fields in their order (main/security_events.c), each in a line that ends in CR LF,
 * and an empty line.
 *
 * <p>The account is a client's to write, line breaks included: pjsip decodes {@code %0d%0a}. What it writes there is then found
 * not to be the rest of the event, because chan_pjsip hands over no more than 36 bytes of it (AST_UUID_STR_LEN, with the NUL),
 * and the session and the two addresses behind it take more than that. So the end of an event of PJSIP is certain, and with
 * it the address. Of other services, whose accounts have any length, only a fence tells where an event ends; see
 * {@link AmiStream}.
 */
public final class AmiEvent {

    public enum Form {
        /** It is an event so far, and has not come whole. */
        UNFINISHED,
        /** Whole, and it ends where it seems to. */
        CERTAIN,
        /** Whole, unless what follows is part of it, too. */
        OPEN,
        /** Nothing that Asterisk writes. */
        STRANGE
    }

    /** What chan_pjsip hands over of a name that it does not know. */
    public static final int LONGEST_PJSIP_ACCOUNT = 36;

    private static final byte[] EVENT = Text.ascii("Event: ");
    private static final byte[] PRIVILEGE = Text.ascii("Privilege: security,all\r\n");
    private static final byte[][] CONFIGURED = {
        Text.ascii("Timestamp: "),
        Text.ascii("SequenceNumber: "),
        Text.ascii("File: "),
        Text.ascii("Line: "),
        Text.ascii("Func: "),
        Text.ascii("SystemName: ")
    };
    private static final byte[] TIME = Text.ascii("EventTV: ");
    private static final byte[] SEVERITY = Text.ascii("Severity: ");
    private static final byte[] SERVICE = Text.ascii("Service: ");
    private static final byte[] VERSION = Text.ascii("EventVersion: ");
    private static final byte[] ACCOUNT = Text.ascii("AccountID: ");
    private static final byte[] SESSION = Text.ascii("SessionID: ");
    private static final byte[] LOCAL = Text.ascii("LocalAddress: ");
    private static final byte[] REMOTE = Text.ascii("RemoteAddress: ");
    private static final byte[] END = Text.ascii("\r\n");
    private static final byte[] SESSION_LINE = Text.ascii("\r\nSessionID: ");

    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4}");
    private static final Set<String> SEVERITIES = Set.of("Error", "Informational");
    private static final Set<String> TRANSPORTS = Set.of("UDP", "TCP", "TLS", "WS", "WSS");

    private byte[] in = {};
    private int to;
    /** Where reading stands; below 0 once it failed. */
    private int at;

    private Form form = Form.STRANGE;
    private SecurityEvent event;
    private String service = "";
    private int account;
    private int session;
    private int sessionEnd;
    private Address remote;

    /** Reads the one that begins at {@code from}, of which no more than up to {@code to} is known. */
    public Form read(byte[] bytes, int from, int until) {
        in = bytes;
        to = until;
        at = from;
        form = Form.CERTAIN;
        event = null;
        head();
        if (event != null && event.named()) {
            text(ACCOUNT);
            account = at;
        }
        if (at >= 0) body();
        return form;
    }

    /** Past its empty line. */
    int end() {
        return at;
    }

    boolean isFailure() {
        return event != null && event.kind() != null;
    }

    /** The address where it came from; null when that is none. */
    Address remote() {
        return remote;
    }

    public Failure failure(long nowMillis) {
        String name = event.named() ? Text.string(in, account, session - SESSION_LINE.length) : "";
        String id = Text.string(in, session, sessionEnd);
        return new Failure(
                nowMillis, remote, service, name, event.kind(), Sense.EVENT, id, SecurityEvent.isHearsay(service));
    }

    private void head() {
        text(EVENT);
        event = SecurityEvent.named(value());
        text(PRIVILEGE);
        if (event == null) strange();
        for (byte[] field : CONFIGURED) if (next(field)) skip(field);
        matching(TIME);
        text(SEVERITY);
        if (!SEVERITIES.contains(value())) strange();
        text(SERVICE);
        service = value();
        text(VERSION);
        if (!number(value())) strange();
    }

    private void matching(byte[] field) {
        text(field);
        if (!MOMENT.matcher(value()).matches()) strange();
    }

    /** The account ends before the first session behind which the rest of the event stands. */
    private void body() {
        int start = at;
        int places = event.named() ? start + LONGEST_PJSIP_ACCOUNT : start;
        for (int place = start; place >= 0; place = another(place + 1, places)) {
            form = Form.CERTAIN;
            at = place;
            if (event.named()) value();
            tail();
            if (form == Form.CERTAIN && !ends()) form = Form.OPEN;
            if (form != Form.STRANGE) return;
        }
        if (event.named() && to < places + SESSION_LINE.length) unfinished();
    }

    /** Whether no client could have written line breaks into what was read. Whoever has logged in is one whom the manager knows. */
    private boolean ends() {
        return service.equals("PJSIP") || service.equals("AMI") && event.kind() == null;
    }

    /** The next place where a line of the account ends, and the session's begins; -1 for none. */
    private int another(int from, int last) {
        int line = Text.find(in, from, to, SESSION_LINE);
        return line <= last ? line : -1;
    }

    private void tail() {
        text(SESSION);
        session = at;
        value();
        sessionEnd = at - END.length;
        address(LOCAL);
        remote = address(REMOTE);
        for (int i = 0; i < event.lines().size(); i++) {
            byte[] field = event.lines().get(i);
            if (i < event.required() || next(field)) skip(field);
        }
        text(END);
    }

    /** {@code IPV4/UDP/198.51.100.7/5060}. */
    private Address address(byte[] field) {
        text(field);
        String[] parts = value().split("/", -1);
        boolean fits = parts.length == 4
                && (parts[0].equals("IPV4") || parts[0].equals("IPV6"))
                && TRANSPORTS.contains(parts[1])
                && number(parts[3]);
        byte[] bytes = fits ? parts[2].getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
        Address address = AddressText.bare(bytes, 0, bytes.length);
        if (address == null) strange();
        return address;
    }

    private static boolean number(String text) {
        return !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether that begins here, as far as is known. */
    private boolean next(byte[] field) {
        return at >= 0 && Text.at(in, at, Math.min(to, at + field.length), part(field));
    }

    private byte[] part(byte[] field) {
        int known = Math.max(0, Math.min(field.length, to - at));
        return known == field.length ? field : Arrays.copyOf(field, known);
    }

    private void skip(byte[] field) {
        text(field);
        value();
    }

    /** Goes past just that. */
    private void text(byte[] what) {
        if (at < 0) return;
        if (!next(what)) strange();
        else if (to - at < what.length) unfinished();
        else at += what.length;
    }

    /** Goes past the line, and says what was left of it. */
    private String value() {
        if (at < 0) return "";
        int from = at;
        int line = Text.find(in, from, to, '\n');
        if (line < 0) unfinished();
        else if (line == from || in[line - 1] != '\r') strange();
        else at = line + 1;
        return at < 0 ? "" : Text.string(in, from, line - 1);
    }

    private void unfinished() {
        form = Form.UNFINISHED;
        at = -1;
    }

    private void strange() {
        if (form == Form.UNFINISHED) return;
        form = Form.STRANGE;
        at = -1;
    }
}
