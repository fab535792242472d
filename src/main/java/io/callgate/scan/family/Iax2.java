package io.callgate.scan.family;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Suspicion;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * chan_iax2's refusals (channels/chan_iax2.c, register_verify and authenticate_verify): {@code Host ADDRESS failed to
 * authenticate as 'X'}, {@code Host ADDRESS failed MD5 authentication for 'X' (…)}, {@code Host ADDRESS did not provide
 * proper plaintext password for 'X'}, {@code Host ADDRESS denied access to register peer 'X'}, and with the address last,
 * {@code No registration for peer 'X' (from ADDRESS)} and {@code Peer 'X' is not dynamic (from ADDRESS)}.
 *
 * <p>Where the address comes first, X cannot move it. Where it comes last, the line is read from its end. A user name of IAX
 * holds any bytes, line breaks too: of the second kind a line is therefore ambiguous when more of such a name seems to
 * follow it, and a line of any kind makes those behind it suspect; see {@link Suspicion}.
 *
 * <p>{@code Registration of 'X' rejected} is a provider refusing this PBX: the address there is the provider's.
 */
final class Iax2 implements Family {

    private static final byte[] HOST = Text.ascii("Host ");
    private static final byte[] NO_PEER = Text.ascii("No registration for peer '");
    private static final byte[] PEER = Text.ascii("Peer '");
    private static final byte[] FROM = Text.ascii("' (from ");
    private static final byte[] DYNAMIC_FROM = Text.ascii("' is not dynamic (from ");
    private static final int LONGEST_NAME = 256;

    private static final Reason MD5 = new Reason(" failed MD5 authentication for '", FailureKind.WRONG_PASSWORD);

    private static final List<Reason> REASONS = List.of(
            new Reason(" failed to authenticate as '", FailureKind.WRONG_PASSWORD),
            MD5,
            new Reason(" did not provide proper plaintext password for '", FailureKind.WRONG_PASSWORD),
            new Reason(" denied access to register peer '", FailureKind.FORBIDDEN_ADDRESS));

    @Override
    public String name() {
        return "iax2";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.IAX2);
    }

    /** The last is what every line of the module holds: names are logged in others, too, and make what follows suspect. */
    @Override
    public List<String> needles() {
        return List.of(
                " failed to authenticate as '",
                " failed MD5 authentication for '",
                " did not provide proper plaintext",
                " denied access to register peer '",
                "No registration for peer '",
                "' is not dynamic (from ",
                "] chan_iax2.c",
                ": chan_iax2.c");
    }

    @Override
    public void read(Line line, Reading found) {
        if (line.at(line.message, HOST)) addressFirst(line, line.message + HOST.length, found);
        else if (line.at(line.message, NO_PEER)) addressLast(line, NO_PEER, FROM, FailureKind.UNKNOWN_ACCOUNT, found);
        else if (line.at(line.message, PEER)) addressLast(line, PEER, DYNAMIC_FROM, FailureKind.FORBIDDEN, found);
    }

    private static void addressFirst(Line line, int from, Reading found) {
        byte[] in = line.bytes;
        int space = Text.word(in, from, line.end);
        for (int i = 0; i < REASONS.size(); i++) {
            Reason reason = REASONS.get(i);
            if (!line.at(space, reason.text())) continue;
            found.failure(
                    AddressText.withPort(in, from, space),
                    "IAX2",
                    reason.kind(),
                    Sense.LOG,
                    "a refused peer: the address stands before the name that was tried");
            int name = space + reason.text().length;
            int quote = Text.findLast(in, name, line.end, '\'');
            boolean ends = reason == MD5 ? in[line.end - 1] == ')' : quote == line.end - 1;
            if (quote < 0 || !ends) found.ambiguous("it does not end as its writer ends it");
            else found.account(name, quote);
            return;
        }
    }

    private static void addressLast(Line line, byte[] begin, byte[] from, FailureKind kind, Reading found) {
        byte[] in = line.bytes;
        int name = line.message + begin.length;
        int place = Text.findLast(in, name, line.end, from);
        if (place < 0 || in[line.end - 1] != ')') return;
        Address peer = AddressText.withPort(in, place + from.length, line.end - 1);
        if (goesOn(line, peer)) {
            found.ambiguous("what follows it may be the rest of a user name with a line break in it");
            return;
        }
        found.failure(peer, "IAX2", kind, Sense.LOG, "a refused peer, read from the end of the line");
        found.account(name, place);
    }

    /** Whether the bytes behind the line could be of the same write: no header, or another address at an end of the same form. */
    private static boolean goesOn(Line line, Address peer) {
        byte[] in = line.block;
        int next = Math.min(line.placeEnd + 1, line.limit);
        int last = Math.min(line.limit, next + LONGEST_NAME + 64);
        if (next < last && in[line.place] == '[' && in[next] != '[') return true;
        for (int at = next; (at = Text.find(in, at, last, FROM)) >= 0; at++) {
            int close = Text.find(in, at, Math.min(line.limit, at + 80), ')');
            if (close < 0 || peer == null || !peer.equals(AddressText.withPort(in, at + FROM.length, close)))
                return true;
        }
        return false;
    }
}
