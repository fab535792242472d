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
 * nginx's refused log-ins: {@code *1 user "X": password mismatch, client: ADDRESS, server: S, request: "R", host: "H"} and
 * {@code *1 user "X" was not found in "FILE", client: …} (ngx_http_auth_basic_module.c; ngx_http_request.c for what follows).
 *
 * <p>X, R and H are the client's, and nothing in them is escaped. But X ends at the first colon of what was sent (RFC 7617
 * §2), so it can hold no {@code client:}: the first one in the line, with server and request behind it, is nginx's.
 */
final class Nginx implements Family {

    private static final byte[] NUMBER = Text.ascii("*");
    private static final byte[] USER = Text.ascii("user \"");
    private static final byte[] MISMATCH = Text.ascii("\": password mismatch, client: ");
    private static final byte[] NOT_FOUND = Text.ascii("\" was not found in \"");
    private static final byte[] CLIENT = Text.ascii(", client: ");
    private static final byte[] SERVER = Text.ascii(", server: ");
    private static final byte[] REQUEST = Text.ascii(", request: \"");

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.NGINX);
    }

    @Override
    public List<String> needles() {
        return List.of("\": password mismatch, client: ", "\" was not found in \"", " sent in stderr: \"");
    }

    @Override
    public void read(Line line, Reading found) {
        byte[] in = line.bytes;
        int user = line.at(line.message, NUMBER) ? Text.word(in, line.message, line.end) + 1 : line.message;
        if (!line.at(user, USER)) return;
        int name = user + USER.length;
        for (int at = name; (at = Text.find(in, at, line.end, CLIENT)) >= 0; at++) {
            int from = at + CLIENT.length;
            int to = Text.find(in, from, line.end, ',');
            if (!line.at(to, SERVER) || !request(line, to + SERVER.length)) continue;
            read(line, name, at, found);
            if (found.address == null) continue;
            if (Text.find(in, from, line.end, '\n') >= 0)
                found.ambiguous("a line break stands behind its address, where nginx writes none");
            return;
        }
    }

    /** A server's name holds no comma. */
    private static boolean request(Line line, int from) {
        int comma = Text.find(line.bytes, from, line.end, ',');
        return line.at(comma, REQUEST);
    }

    private static void read(Line line, int name, int client, Reading found) {
        byte[] in = line.bytes;
        int from = client + CLIENT.length;
        int missing = Text.find(in, name, client, NOT_FOUND);
        int mismatch = from - MISMATCH.length;
        if (missing < 0 && !line.at(mismatch, MISMATCH)) return;
        found.failure(
                AddressText.bare(in, from, Text.find(in, from, line.end, ',')),
                "nginx",
                missing < 0 ? FailureKind.WRONG_PASSWORD : FailureKind.UNKNOWN_ACCOUNT,
                Sense.LOG,
                "a refused log-in: the first address, which no user name can hold");
        found.account(name, missing < 0 ? mismatch : missing);
    }
}
