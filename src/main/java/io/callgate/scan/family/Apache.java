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
 * Apache's refused requests: {@code [client ADDRESS:PORT] AH01617: user X: authentication failure for "URL": Password
 * Mismatch} and its like (modules/aaa/mod_auth_basic.c, mod_auth_digest.c, mod_authz_core.c), with and without numbers. The
 * address comes before all that a client writes.
 */
public final class Apache implements Family {

    private static final byte[] CLIENT = Text.ascii("[client ");
    private static final byte[] AH = Text.ascii("AH");
    private static final byte[] USER = Text.ascii("user ");

    private static final List<Reason> BY_NUMBER = List.of(
            new Reason("AH01617: ", FailureKind.WRONG_PASSWORD),
            new Reason("AH01618: ", FailureKind.UNKNOWN_ACCOUNT),
            new Reason("AH01790: ", FailureKind.UNKNOWN_ACCOUNT),
            new Reason("AH01792: ", FailureKind.WRONG_PASSWORD));

    private static final Reason MISMATCH = new Reason(": authentication failure for \"", FailureKind.WRONG_PASSWORD);
    private static final Reason DENIED = new Reason("client denied by server configuration: ", FailureKind.FORBIDDEN);

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.APACHE);
    }

    @Override
    public List<String> needles() {
        return List.of(
                "] AH01617: user ",
                "] AH01618: user ",
                "] AH01790: user ",
                "] AH01792: user ",
                ": authentication failure for \"",
                "client denied by server configuration: ");
    }

    @Override
    public void read(Line line, Reading found) {
        byte[] in = line.bytes;
        int close = Text.find(in, line.message, line.end, ']');
        if (close < 0) return;
        int at = close + 2;
        FailureKind kind = kind(line, at);
        if (kind == null) return;
        found.failure(
                address(line, line.message + CLIENT.length, close),
                "apache",
                kind,
                Sense.LOG,
                "a refused request: the address stands before all that the client wrote");
        int user = line.at(at, AH) ? Text.word(in, at, line.end) + 1 : at;
        if (!line.at(user, USER)) return;
        int name = user + USER.length;
        int colon = Text.find(in, name, line.end, MISMATCH.text());
        found.account(name, colon < 0 ? Text.word(in, name, line.end) : colon);
    }

    /** With a port since version 2.4, which names the module, too; an IPv6 address stands without brackets before it. */
    private static Address address(Line line, int from, int to) {
        boolean port = Text.find(line.bytes, line.nameStart, line.nameEnd, ':') >= 0;
        int colon = port ? Text.findLast(line.bytes, from, to, ':') : to;
        return colon < 0 ? null : AddressText.bare(line.bytes, from, colon);
    }

    private static FailureKind kind(Line line, int at) {
        for (int i = 0; i < BY_NUMBER.size(); i++)
            if (line.at(at, BY_NUMBER.get(i).text())) return BY_NUMBER.get(i).kind();
        int words = line.at(at, AH) ? Text.word(line.bytes, at, line.end) + 1 : at;
        if (line.at(words, DENIED.text())) return DENIED.kind();
        boolean mismatch = line.at(at, USER) && Text.find(line.bytes, at, line.end, MISMATCH.text()) >= 0;
        return mismatch ? MISMATCH.kind() : null;
    }
}
