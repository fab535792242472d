package io.callgate.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.failure.Failure;
import io.callgate.scan.ami.AmiStream;
import io.callgate.scan.follow.LogScanner;
import io.callgate.testing.Trials;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million records, as their writers write them, with anything in the fields that are a client's: no address is found but the
 * one where they came from. What each field can hold is what the writers let through; HostileHeadersIT shows that of a real
 * Asterisk.
 */
class AnyWordsTest {

    private static final int RECORDS = Trials.of(500_000);
    private static final int TOGETHER = 5;
    private static final String PEER = "198.51.100.6";
    private static final String VICTIM = "203.0.113.9";
    private static final String TIME = "[2026-11-22 10:27:43.673] ";
    private static final String NGINX = "2026/11/22 10:27:43 [error] 1#2: *3 ";

    private static final List<String> PIECES = List.of(
            "\n",
            "\r\n",
            "\r",
            "\0",
            "%0a",
            "\u2028",
            "\u001b[0m",
            "'",
            "\"",
            ">",
            ")",
            "x",
            PEER,
            "\r\nSessionID: a",
            "\r\nRemoteAddress: IPV4/UDP/" + VICTIM + "/5060",
            "\r\nSessionID: a\r\nLocalAddress: IPV4/UDP/1.1.1.1/1\r\nRemoteAddress: IPV4/UDP/" + VICTIM + "/5060\r\n",
            "\r\n\r\n",
            AmiWriter.head("InvalidAccountID", "PJSIP") + "AccountID: ",
            AmiWriter.head("MemoryLimit", "AMI") + "AccountID: ",
            AmiWriter.event("InvalidAccountID", "PJSIP", "a", "b", "IPV4/UDP/" + VICTIM + "/5060", ""),
            AmiWriter.event("FailedACL", "SIP", "a", "b", "IPV4/UDP/" + VICTIM + "/5060", ""),
            TIME + "NOTICE[1] manager.c: " + VICTIM + " failed to authenticate as '",
            "' failed for '" + VICTIM + ":5060' (callid: 1) - No matching endpoint found",
            TIME + "NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:x@h",
            TIME + "NOTICE[1] chan_sip.c: Registration from '<sip:1@h>' failed for '" + VICTIM + ":1' - Wrong password",
            TIME + "NOTICE[1] chan_iax2.c: Host " + VICTIM + " failed to authenticate as '",
            TIME + "NOTICE[1] chan_iax2.c: No registration for peer 'x' (from " + VICTIM + ")",
            security("InvalidAccountID", "PJSIP", "a", "b", VICTIM, ""),
            security("InvalidAccountID", "AMI", "a", "b", VICTIM, ""),
            "\",SessionID=\"x\",LocalAddress=\"IPV4/UDP/1.1.1.1/1\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/1\"",
            "\",SessionID=\"x\",LocalAddress=\"IPV4/UDP/1.1.1.1/1\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/1\"" + "\n"
                    + security("InvalidAccountID", "PJSIP", "a", "b", VICTIM, "") + "\n",
            TIME
                    + "SECURITY[1] res_security_log.c: SecurityEvent=\"InvalidAccountID\",EventTV=\"t\",Severity=\"Error\","
                    + "Service=\"AMI\",EventVersion=\"1\",AccountID=\"",
            "sshd: Invalid user  from " + VICTIM,
            TIME + "Asterisk sshd: Invalid user  from " + VICTIM,
            "Nov 22 10:27:43 pbx sshd[1]: Failed password for root from " + VICTIM + " port 1 ssh2",
            "' (from " + VICTIM + ")",
            NGINX + "user \"x\": password mismatch, client: " + VICTIM + ", server: s, request: \"GET / HTTP/1.1\"",
            "\" while reading response header from upstream, client: " + VICTIM
                    + ", server: s, request: \"GET / HTTP/1.1\"",
            NGINX + "FastCGI sent in stderr: \"");

    private final Map<String, Integer> found = new HashMap<>();

    private static String security(
            String event, String service, String account, String session, String ip, String tail) {
        return TIME + "SECURITY[1] res_security_log.c: SecurityEvent=\"" + event
                + "\",EventTV=\"2026-11-22T10:27:43.673+0000\",Severity=\"Error\",Service=\"" + service
                + "\",EventVersion=\"1\",AccountID=\"" + account + "\",SessionID=\"" + session
                + "\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/" + ip + "/5060\"" + tail;
    }

    /** Anything, up to the first NUL: where C ends a text. */
    private static String words(Random random, int longest) {
        StringBuilder words = new StringBuilder();
        for (int n = random.nextInt(7); n > 0; n--) words.append(PIECES.get(random.nextInt(PIECES.size())));
        int nul = words.indexOf("\0");
        if (nul >= 0) words.setLength(nul);
        while (words.length() > longest) words.setLength(longest);
        return words.toString();
    }

    /** What stands in one line: a header of SIP, a name that its writer escapes. */
    private static String line(Random random, int longest) {
        return words(random, longest).replace("\r\n", "").replace("\n", "");
    }

    /** A line of messages.log or security.log. */
    private static String asterisk(Random random) {
        String notice = TIME + "NOTICE[1] ";
        switch (random.nextInt(11)) {
            case 0:
                return notice + "res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:p@h;user="
                        + words(random, 490) + ">' failed for '" + PEER + ":5060' (callid: " + line(random, 511)
                        + ") - No matching endpoint found";
            case 1:
                return notice + "res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '" + line(random, 511)
                        + "' failed for '" + PEER + ":5060' (callid: " + line(random, 511)
                        + ") - Failed to authenticate";
            case 2:
                return notice + "res_pjsip_session.c:  trunk: Call (UDP:" + PEER + ":5060) to extension '"
                        + words(random, 79) + "' rejected because extension not found in context 'from-trunk'.";
            case 3:
                return security("InvalidAccountID", "PJSIP", words(random, 36), line(random, 4000), PEER, "");
            case 4:
                return security(
                        "ChallengeResponseFailed",
                        "PJSIP",
                        "1001",
                        line(random, 4000),
                        PEER,
                        ",Challenge=\"" + line(random, 63) + "\",Response=\"" + line(random, 255)
                                + "\",ExpectedResponse=\"\"");
            case 5:
                return security("InvalidAccountID", "AMI", words(random, 4000), "0x7f", PEER, "");
            case 6:
                String user = words(random, 3000);
                return notice + "manager.c: " + PEER + " tried to authenticate with nonexistent user '" + user + "'\n"
                        + notice + "manager.c: " + PEER + " failed to authenticate as '" + user + "'";
            case 9:
                return security("ChallengeSent", "SIP", words(random, 255), "0x7f", PEER, ",Challenge=\"x\"");
            case 7:
                return notice + "chan_iax2.c: Host " + PEER + " failed to authenticate as '" + words(random, 255) + "'";
            case 8:
                return notice + "chan_iax2.c: No registration for peer '" + words(random, 255) + "' (from " + PEER
                        + ")";
            default:
                return notice + "chan_sip.c: Call from '' (" + PEER + ":5060) to extension '" + words(random, 3000)
                        + "' rejected because extension not found in context 'default'.\n" + notice
                        + "chan_sip.c: Registration from '" + line(random, 500) + "' failed for '" + PEER
                        + ":5060' - Wrong password";
        }
    }

    private static String nginx(Random random) {
        if (random.nextBoolean())
            return NGINX + "user \"" + words(random, 200).replace(":", "") + "\": password mismatch, client: " + PEER
                    + ", server: s, request: \"GET / HTTP/1.1\", host: \"h\", referrer: \"" + line(random, 500) + "\"";
        String stderr = NGINX + "FastCGI sent in stderr: \"PHP message: " + words(random, 1500)
                + "\" while reading response header from upstream, client: " + PEER
                + ", server: s, request: \"GET / HTTP/1.1\"";
        return stderr.length() > 2047 ? stderr.substring(0, 2047) : stderr;
    }

    private static String syslog(Random random) {
        return "Nov 22 10:27:43 pbx sshd[1]: Failed password for invalid user " + line(random, 300) + " from " + PEER
                + " port 5 ssh2";
    }

    private void count(Failure failure) {
        found.merge(failure.address().toString(), 1, Integer::sum);
    }

    @Test
    void of_lines_of_logs() {
        Random random = new Random(12);
        LogScanner scanner = new LogScanner(ZoneOffset.UTC, this::count);
        for (int i = 0; i < RECORDS; i += TOGETHER) {
            int kind = random.nextInt(10);
            StringBuilder log = new StringBuilder();
            if (kind < 8) log.append(TIME).append("NOTICE[1] loader.c: 61 modules will be loaded.\n");
            for (int n = 0; n < TOGETHER; n++)
                log.append(kind < 8 ? asterisk(random) : kind < 9 ? nginx(random) : syslog(random))
                        .append('\n');
            scanner.restart();
            ByteBuffer space = scanner.space();
            space.put(log.toString().getBytes(UTF_8));
            scanner.scan(0);
            scanner.settle(0);
            assertThat(found.size()).as(log.toString()).isLessThan(found.containsKey(PEER) ? 2 : 1);
        }
        // Most are found in spite of it all.
        assertThat(found.get(PEER)).isGreaterThan(RECORDS / 4);
    }

    private static String event(Random random) {
        String remote = "IPV4/UDP/" + PEER + "/5060";
        switch (random.nextInt(8)) {
            case 0:
                return AmiWriter.event("InvalidAccountID", "SIP", words(random, 2000), "0x7f", remote, "");
            case 1:
                return AmiWriter.event(
                        "InvalidPassword",
                        "AMI",
                        words(random, 79),
                        "0x7f",
                        remote,
                        "ReceivedHash: " + words(random, 2000) + "\r\n");
            case 2:
                return AmiWriter.event(
                        "ChallengeResponseFailed",
                        "PJSIP",
                        "1001",
                        line(random, 4000),
                        remote,
                        "Challenge: " + line(random, 63) + "\r\nResponse: " + line(random, 255)
                                + "\r\nExpectedResponse: \r\n");
            case 3:
                return AmiWriter.event(
                        "RequestNotAllowed",
                        "AMI",
                        "",
                        "0x7f",
                        remote,
                        "RequestType: Action: " + words(random, 999) + "\r\n");
            default:
                return AmiWriter.event("InvalidAccountID", "PJSIP", words(random, 36), line(random, 4000), remote, "");
        }
    }

    @Test
    void of_events_of_ami() throws IOException {
        Random random = new Random(13);
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        InputStream asterisk = new InputStream() {
            private int sent;
            private byte[] rest = {};
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (at == rest.length) next();
                // In pieces, as the network may.
                int taken = Math.min(Math.min(length, rest.length - at), 1 + random.nextInt(16_000));
                if (taken == 0) return -1;
                System.arraycopy(rest, at, into, from, taken);
                at += taken;
                return taken;
            }

            private void next() {
                StringBuilder out = new StringBuilder();
                for (int n = random.nextInt(3); n > 0 && sent < RECORDS; n--, sent++) out.append(event(random));
                String ping = asked.toString(UTF_8);
                asked.reset();
                if (!ping.isEmpty())
                    out.append("Response: Success\r\n" + ping.split("\r\n")[1] + "\r\nPing: Pong\r\n\r\n");
                else if (out.length() == 0 && sent++ < RECORDS) out.append(event(random));
                rest = out.toString().getBytes(UTF_8);
                at = 0;
            }
        };
        AmiStream stream = new AmiStream(asterisk, asked, this::count, InstantSource.system());
        try {
            while (true) {
                stream.tell();
                stream.receive();
            }
        } catch (EOFException e) {
            assertThat(found).containsOnlyKeys(PEER);
            assertThat(found.get(PEER)).isGreaterThan(RECORDS / 2);
        }
    }
}
