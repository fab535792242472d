package io.callgate.scan.line;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers that a record held words that its client could put line breaks into, and as many of them as it takes to write
 * whole records: what looks like records right behind it may be those words. They are when the record goes on behind them, to
 * what ends it; then only that client's own address is believed there.
 *
 * <p>Such are a user of the manager interface over HTTP, of SIP events other than pjsip's, and a number dialled over chan_sip,
 * of any length; a user name of IAX, of 255 bytes; what pjsip writes behind {@code ;user=} in a From header, of 511 bytes;
 * and what a page has nginx write of its standard error, which is cut at 2,048 bytes. An unknown user of pjsip's in the
 * security log (36 bytes) and the number of a call that res_pjsip_session refuses (79) are too short to write a record and
 * begin another one.
 */
public final class Suspicion {

    /** What Asterisk writes at once, at the most (BUFSIZ, main/logger.c). */
    public static final int LONGEST_MESSAGE = 8192;

    /** A user name of IAX, with what stands before it in a message. */
    private static final int IAX_REACH = 90 + 256;

    /** A From header that pjsip prints (PJSIP_MAX_URL_SIZE), with what stands before it. */
    private static final int FROM_REACH = 90 + 512;

    /** Whom chan_sip sent a challenge (sip_report_chal_sent, account_id[256]), with what stands before it in a message. */
    private static final int CHALLENGE_REACH = 200 + 256;

    /** NGX_MAX_ERROR_STR. */
    private static final int NGINX_REACH = 2048;

    private static final byte[] CHALLENGE = Text.ascii("SecurityEvent=\"ChallengeSent\"");
    private static final byte[] FAILED_AS = Text.ascii(" failed to authenticate as '");
    private static final byte[] NO_PEER = Text.ascii("No registration for peer '");
    private static final byte[] USER_PARAMETER = Text.ascii(";user=");
    private static final byte[] TO_EXTENSION = Text.ascii(" to extension '");
    private static final byte[] STDERR = Text.ascii(" sent in stderr: \"");

    private static final byte[] FAILED_FOR = Text.ascii("' failed for '");
    private static final byte[] REMOTE = Text.ascii("RemoteAddress=\"IPV");
    private static final byte[] QUOTE = Text.ascii("'");
    private static final byte[] BRACKET = Text.ascii(")");
    private static final byte[] DOUBLE_QUOTE = Text.ascii("\"");
    private static final byte[] SENTENCE = Text.ascii("'.");
    private static final byte[][] OF_IAX_LAST = {BRACKET};
    private static final byte[][] OF_IAX_FIRST = {QUOTE, BRACKET};
    private static final byte[][] OF_NAME = {QUOTE};
    private static final byte[][] OF_EVENT = {DOUBLE_QUOTE};
    private static final byte[][] OF_CALL = {SENTENCE};
    private static final byte[][] OF_REQUEST = {
        Text.ascii(" found"), Text.ascii("uthenticate"), Text.ascii(" ACL"), Text.ascii(" ms")
    };
    private static final byte[][] ANYTHING = {{}};

    /** In a flood of such records, what goes beyond that is one. */
    private static final int MOST = 64;

    /** Up to where in the log its words may reach, whose they are, and how they end; nobody's when that is null. */
    private record Opener(long until, Address of, byte[][] ends, boolean hearsay) {}

    private final Deque<Opener> openers = new ArrayDeque<>();
    /** How far in the log the block begins. */
    private long begin;

    /** Whether a failure of {@code address} in this record may be forged. */
    public boolean falls(Line line, Address address) {
        if (openers.isEmpty()) return false;
        openers.removeIf(opener -> opener.until <= begin + line.place);
        for (Opener opener : openers) if (!address.equals(opener.of) && goesOn(line, opener)) return true;
        return false;
    }

    /** Whether a failure that does not fall is believed only because its client is one whom a client may have named. */
    public boolean restsOnHearsay(Line line) {
        for (Opener opener : openers) if (opener.hearsay && goesOn(line, opener)) return true;
        return false;
    }

    /** Whether this record, or one behind it, ends as the one before them has to. All of a message is written at once. */
    private boolean goesOn(Line line, Opener opener) {
        if (ends(opener, line.bytes, line.start, line.end)) return true;
        byte[] in = line.block;
        int last = (int) Math.min(line.limit, opener.until - begin + FROM_REACH);
        for (int i = line.placeEnd + 1; i < last; i++)
            if (in[i] == '\n' && ends(opener, in, line.placeEnd, in[i - 1] == '\r' ? i - 1 : i)) return true;
        return last > line.placeEnd + 1 && ends(opener, in, line.placeEnd, last);
    }

    /**
     * Whether the address of this record may stand in its client's words, and another one behind them is the true one. Only
     * where line breaks are possible before the address.
     */
    public boolean isDisputed(Line line, Reading found) {
        boolean request =
                line.source == Source.PJSIP && Text.find(line.bytes, line.message, line.end, USER_PARAMETER) >= 0;
        boolean event = line.source == Source.SECURITY_LOG && !isOfKnown(found) && !found.service.equals("PJSIP");
        if (!request && !event) return false;
        byte[] place = request ? FAILED_FOR : REMOTE;
        int last = Math.min(line.limit, line.place + (request ? FROM_REACH : eventReach(line)) + 100);
        for (int at = line.placeEnd; (at = Text.find(line.block, at, last, place)) >= 0; at++)
            if (!found.address.equals(address(line.block, at + place.length, last, request))) return true;
        return false;
    }

    private static Address address(byte[] in, int from, int to, boolean request) {
        int end = Text.find(in, from, to, request ? '\'' : '"');
        if (end < 0 || request) return end < 0 ? null : AddressText.withPort(in, from, end);
        int host = Text.find(in, Math.min(end, from + 2), end, '/') + 1;
        int port = Text.findLast(in, from, end, '/');
        return host > 0 && port > host ? AddressText.bare(in, host, port) : null;
    }

    private static boolean ends(Opener opener, byte[] in, int from, int to) {
        for (byte[] end : opener.ends) if (Text.ends(in, from, to, end)) return true;
        return false;
    }

    /** A record that was read, in its place in the block; {@code address} is null when none is certain. */
    public void note(Line line, Reading found, Address address) {
        switch (line.source) {
            case IAX2 -> {
                if (Text.find(line.bytes, line.message, line.end, '\'') >= 0) iax(line, address);
            }
            case MANAGER -> {
                if (Text.find(line.bytes, line.message, line.end, '\'') >= 0)
                    suspect(line, LONGEST_MESSAGE, address, OF_NAME);
            }
            case SECURITY_LOG -> {
                if (!found.service.equals("PJSIP")) suspect(line, eventReach(line), address, OF_EVENT, found.hearsay);
            }
            case PJSIP -> {
                if (Text.find(line.bytes, line.message, line.end, USER_PARAMETER) >= 0)
                    suspect(line, FROM_REACH, address, OF_REQUEST);
            }
            case CHAN_SIP -> {
                if (Text.find(line.bytes, line.message, line.end, TO_EXTENSION) >= 0)
                    suspect(line, LONGEST_MESSAGE, address, OF_CALL);
            }
            case NGINX -> {
                if (Text.find(line.bytes, line.message, line.end, STDERR) >= 0)
                    suspect(line, NGINX_REACH, null, ANYTHING);
            }
            default -> {
                // Its line breaks are escaped, or its words too short.
            }
        }
    }

    private static int eventReach(Line line) {
        return line.at(line.message, CHALLENGE) ? CHALLENGE_REACH : LONGEST_MESSAGE;
    }

    /** The manager names only users that it knows, but for the event that says so. */
    private static boolean isOfKnown(Reading found) {
        return found.service.equals("AMI") && found.kind != null && found.kind != FailureKind.UNKNOWN_ACCOUNT;
    }

    private void iax(Line line, Address address) {
        boolean addressLast = line.at(line.message, NO_PEER);
        boolean first = Text.find(line.bytes, line.message, line.end, FAILED_AS) >= 0;
        suspect(line, IAX_REACH, address, addressLast ? OF_IAX_LAST : first ? OF_NAME : OF_IAX_FIRST);
    }

    private void suspect(Line line, int reach, Address address, byte[][] ends) {
        suspect(line, reach, address, ends, false);
    }

    private void suspect(Line line, int reach, Address address, byte[][] ends, boolean hearsay) {
        long until = begin + line.place + (line.message - line.start) + reach;
        Opener last = openers.peekLast();
        boolean same = last != null && address != null && address.equals(last.of) && ends == last.ends;
        boolean many = openers.size() == MOST;
        if (same || many) until = Math.max(until, openers.removeLast().until);
        openers.add(new Opener(until, many && !same ? null : address, many && !same ? ANYTHING : ends, hearsay));
    }

    /** The block's bytes have moved to its beginning by so many. */
    public void moved(int by) {
        begin += by;
    }

    /** Another log begins. */
    public void restart() {
        openers.clear();
    }
}
