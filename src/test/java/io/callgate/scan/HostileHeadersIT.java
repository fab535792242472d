package io.callgate.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.scan.ami.AmiEvent;
import io.callgate.scan.ami.AmiStream;
import io.callgate.testing.Asterisk;
import io.callgate.testing.Namespace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real Asterisk writes of headers that are made to look like the rest of its lines. */
class HostileHeadersIT {

    private static final InetSocketAddress PBX = new InetSocketAddress("192.0.2.1", 5060);
    private static final InetSocketAddress PEER = new InetSocketAddress("203.0.113.1", 5061);
    private static final InetSocketAddress OTHER = new InetSocketAddress("203.0.113.2", 5062);

    private static final String VICTIM = "203.0.113.9";
    private static final String FORGED = "' failed for '" + VICTIM + ":5060' (callid: 1) - Failed to authenticate";

    private static final List<String> FROM = List.of(
            "<sip:p@h>",
            "sip:p@h",
            "\"N\" <sips:p@h>",
            "\"\" <sip:p@h>",
            "Bob <sip:p@h>",
            "\"a\\\"b\" <sip:p@h>",
            "\"a\\\\\" <sip:p@h>",
            "a\"b\" c <sip:p@h>",
            "x\\ <sip:p@h>",
            "x\"' failed for '" + VICTIM + "' (callid 1) <sip:p@h>",
            "\"x" + FORGED + "\" <sip:p@h>",
            "\"x\\\" <sip:q@h>" + FORGED + "\" <sip:p@h>",
            "\"x\\\0" + FORGED + "\" <sip:p@h>",
            "\"x\0" + FORGED + "\" <sip:p@h>",
            "<sip:p%3e%27%20failed%20for%20%27" + VICTIM + "%27%20(callid%3a%20@h>",
            "<sip:p:w%3e%27%20failed%20for%20%27" + VICTIM + "@h>",
            "<sip:p'q@h>",
            "<sip:p%00%0aq@h>",
            "<sip:p@h;y=\"z>" + FORGED + "\">",
            "<sip:p@h;user=\"z>" + FORGED + "\">",
            "<sip:p@h;user=%3e%27%20failed%20for%20%27" + VICTIM + ":5060%27%20(callid:%201>",
            "<sip:p@h?x=%3e%27%20failed%20for%20%27>",
            "<sip:p@[h>" + FORGED + "]>",
            "<sip:p@[x'y z>w]>",
            "<tel:+123;phone-context=x>",
            "tel:+123",
            "<urn:x>" + FORGED,
            "\"\u00c3\u00a4\u00e2\u0080\u00a8\" <sip:p@h>",
            "\"" + "A".repeat(500) + "\" <sip:p@h>",
            "\"x\" <sip:" + "p".repeat(1500) + "@h>",
            "\"x\" <sip:p@h;user=" + "p".repeat(1500) + ">");

    private static final List<String> CALL_ID = List.of(
            "x" + FORGED,
            "x' failed for '" + VICTIM + ":5060' (callid: y",
            "x\" <sip:p@h>" + FORGED,
            "x\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/5060\",Challenge=\"");

    private static Namespace pbx;
    private static Asterisk asterisk;
    private static DatagramSocket peer;
    private static DatagramSocket other;
    private static int sent;

    @BeforeAll
    static void open() {
        Namespace.assumeAvailable("setsid", "chroot");
        pbx = Namespace.create("pbx")
                .addresses("192.0.2.1/32", "203.0.113.1/32", "203.0.113.2/32", "fd18::1/128", "fd18::7/128");
        asterisk = Asterisk.start(pbx, "192.0.2.1,fd18::1");
        peer = pbx.call(() -> new DatagramSocket(PEER));
        other = pbx.call(() -> new DatagramSocket(OTHER));
    }

    @AfterAll
    static void close() {
        if (peer != null) peer.close();
        if (other != null) other.close();
        if (asterisk != null) asterisk.close();
        if (pbx != null) pbx.close();
    }

    private static void send(DatagramSocket from, String header, String callId) {
        sent++;
        String request = String.join(
                "\r\n",
                "OPTIONS sip:192.0.2.1 SIP/2.0",
                "Via: SIP/2.0/UDP 203.0.113.1:5061;branch=z9hG4bK" + sent,
                "From: " + header + ";tag=" + sent,
                "To: <sip:x@192.0.2.1>",
                "Call-ID: " + callId,
                "CSeq: " + sent + " OPTIONS",
                "Max-Forwards: 70",
                "Content-Length: 0",
                "\r\n");
        byte[] bytes = request.getBytes(ISO_8859_1);
        try {
            from.send(new DatagramPacket(bytes, bytes.length, PBX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String log(String file) {
        try {
            return Files.readString(asterisk.log(file), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLogged(String callId) {
        await().until(() -> log("messages.log").contains("callid: " + callId + ")"));
        await().until(() -> log("security.log").contains("SessionID=\"" + callId + "\""));
    }

    private static Scanned scanned(String file) {
        return Scanned.of(log(file).getBytes(ISO_8859_1), Integer.MAX_VALUE);
    }

    @Test
    void the_address_found_is_the_peers_or_none_and_some_lines_could_be_of_two_peers() {
        for (String from : FROM) send(peer, from, "plain" + sent);
        for (String callId : CALL_ID) send(peer, "<sip:p@h>", callId);
        send(peer, "<sip:p@h>", "last");
        awaitLogged("last");
        assertThat(log("messages.log")).contains(VICTIM);
        for (String file : List.of("messages.log", "security.log"))
            assertThat(scanned(file).addresses())
                    .as(file)
                    .hasSizeGreaterThan(FROM.size() / 2)
                    .isSubsetOf("203.0.113.1", "203.0.113.2", "fd18::7");

        // The one sends a name without quotes and a long call id, the other a name in quotes: pjsip prints them alike.
        send(peer, "x\\ <sip:p@h>", "y\" <sip:q@h>' failed for '203.0.113.2:5062' (callid: z");
        send(other, "\"x\\\" <sip:p@h>' failed for '203.0.113.1:5061' (callid: y\" <sip:q@h>", "z");
        send(other, "<sip:p@h>", "end");
        awaitLogged("end");
        List<String> twins = log("messages.log")
                .lines()
                .filter(line -> line.contains("(callid: z) - No matching endpoint found"))
                .map(line -> line.substring(line.indexOf("Request")))
                .toList();
        assertThat(twins).hasSize(2);
        assertThat(twins.get(0)).isEqualTo(twins.get(1));
        assertThat(scanned("messages.log").unclear).anyMatch(why -> why.startsWith("pjsip: several places"));
        assertThat(scanned("security.log").addresses()).contains("203.0.113.1", "203.0.113.2");
    }

    /** What a client writes as user, as it is sent and as chan_pjsip hands it over. */
    private static final Map<String, String> USERS = Map.of(
            "%0aRemoteAddress%3a%20IPV%2f%2f" + VICTIM + "%2f%0a",
            "\nRemoteAddress: IPV//" + VICTIM + "/\n",
            "%0asshd%3a%20Invalid%20user%20%20from%20" + VICTIM + "%0a",
            "\nsshd: Invalid user  from 203.0.113.",
            "%0d%0aSessionID%3a%20a%0d%0aLocalAddress%3a%20",
            "\r\nSessionID: a\r\nLocalAddress: ",
            "x%22%00y",
            "x\"",
            "%e2%80%a8%1b%5b0m%0d",
            "\u2028\u001b[0m\r",
            "a".repeat(300),
            "a".repeat(AmiEvent.LONGEST_PJSIP_ACCOUNT));

    private static String register(String user, String callId, String transport) {
        return String.join(
                "\r\n",
                "REGISTER sip:192.0.2.1 SIP/2.0",
                "Via: SIP/2.0/" + transport + " 203.0.113.1:5061;branch=z9hG4bK" + callId,
                "From: <sip:" + user + "@h>;tag=" + callId,
                "To: <sip:x@192.0.2.1>",
                "Call-ID: " + callId,
                "CSeq: 1 REGISTER",
                "Max-Forwards: 70",
                "Content-Length: 0",
                "\r\n");
    }

    @Test
    void line_breaks_in_a_user_move_no_address_over_any_transport_and_ami_is_what_the_generator_writes()
            throws IOException {
        try (Socket ami = pbx.call(() -> new Socket("127.0.0.1", 5038));
                DatagramSocket six = pbx.call(() -> new DatagramSocket(new InetSocketAddress("fd18::7", 5066)));
                Socket tcp = pbx.call(() -> new Socket(
                        InetAddress.getByName("192.0.2.1"), 5060, InetAddress.getByName("203.0.113.2"), 5067))) {
            ami.setSoTimeout(2_000);
            ami.getOutputStream()
                    .write("Action: Login\r\nUsername: test\r\nSecret: test\r\nEvents: security\r\n\r\n"
                            .getBytes(ISO_8859_1));
            byte[] heard = untilEach(ami, unheard -> {
                int n = 0;
                for (String user : USERS.keySet()) {
                    byte[] udp = register(user, "four" + n, "UDP").getBytes(ISO_8859_1);
                    if (unheard.test("four" + n)) peer.send(new DatagramPacket(udp, udp.length, PBX));
                    byte[] v6 = register(user, "six" + n, "UDP").getBytes(ISO_8859_1);
                    if (unheard.test("six" + n))
                        six.send(new DatagramPacket(v6, v6.length, new InetSocketAddress("fd18::1", 5060)));
                    byte[] stream = register(user, "tcp" + n, "TCP").getBytes(ISO_8859_1);
                    if (unheard.test("tcp" + n++)) tcp.getOutputStream().write(stream);
                }
            });
            String text = new String(heard, UTF_8);
            int n = 0;
            for (String account : USERS.values()) {
                assertThat(text).contains(written("four" + n, account, "192.0.2.1", "IPV4/UDP/203.0.113.1/5061"));
                assertThat(text).contains(written("six" + n, account, "fd18::1", "IPV6/UDP/fd18::7/5066"));
                assertThat(text).contains(written("tcp" + n++, account, "192.0.2.1", "IPV4/TCP/203.0.113.2/5067"));
            }
            assertThat(addresses(heard))
                    .hasSizeGreaterThanOrEqualTo(USERS.size() * 3)
                    .containsOnly("203.0.113.1", "fd18::7", "203.0.113.2");
        }
        for (String file : List.of("messages.log", "security.log"))
            assertThat(scanned(file).addresses())
                    .as(file)
                    .doesNotContain(VICTIM)
                    .contains("203.0.113.1", "fd18::7", "203.0.113.2");
    }

    /** As the generator of this package's tests writes it, with what only Asterisk knows taken from what it wrote. */
    private static String written(String session, String account, String local, String remote) {
        String transport = remote.substring(0, remote.indexOf('/', 5) + 1);
        return AmiWriter.event("InvalidAccountID", "PJSIP", account, session, remote, "")
                .substring(AmiWriter.head("InvalidAccountID", "PJSIP").length() - "EventVersion: 1\r\n".length())
                .replace(AmiWriter.LOCAL, transport + local + "/5060");
    }

    /** Sends what has no event yet: at once, and again, as a phone does, when nothing comes for a while. */
    private interface Phones {
        void send(Predicate<String> unheard) throws IOException;
    }

    /** Until each of the sessions has its event, and the last is whole. */
    private static byte[] untilEach(Socket ami, Phones phones) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[65536];
        phones.send(session -> true);
        for (int quiet = 0; quiet < 100; ) {
            String heard = all.toString(ISO_8859_1);
            boolean each = IntStream.range(0, USERS.size())
                    .allMatch(n -> Stream.of("four", "six", "tcp").allMatch(kind -> isHeard(heard, kind + n)));
            if (each && heard.endsWith("\r\n\r\n")) break;
            try {
                int length = ami.getInputStream().read(some);
                if (length < 0) break;
                all.write(some, 0, length);
            } catch (SocketTimeoutException e) {
                quiet++;
                phones.send(session -> !isHeard(heard, session));
            }
        }
        return all.toByteArray();
    }

    private static boolean isHeard(String events, String session) {
        return events.contains("\r\nSessionID: " + session + "\r\n");
    }

    /** From the first attempt on: of the log-in before it, which is of another service, a fence would tell the end. */
    private static List<String> addresses(byte[] ami) throws IOException {
        List<String> found = new ArrayList<>();
        int first = new String(ami, ISO_8859_1).indexOf("Event: InvalidAccountID");
        AmiStream stream = new AmiStream(
                new ByteArrayInputStream(ami, first, ami.length - first),
                OutputStream.nullOutputStream(),
                failure -> found.add(failure.address().toString()),
                InstantSource.system());
        try {
            while (true) {
                stream.tell();
                stream.receive();
            }
        } catch (EOFException e) {
            return found;
        }
    }

    /** By a parameter that pjsip decodes and prints as it is, and by a number that is dialled. */
    @Test
    void line_breaks_in_messages_log_forge_nobody() throws IOException {
        String line = "[2026-11-22 10:27:43.673] NOTICE[1] manager.c: " + VICTIM + " failed to authenticate as 'x'";
        String escaped =
                line.replace(" ", "%20").replace("[", "%5b").replace("]", "%5d").replace("'", "%27");
        for (String words : List.of(
                "%0a" + escaped + "%0a",
                "%0a" + escaped.substring(0, escaped.length() - 3),
                "x>'%20failed%20for%20'" + VICTIM + ":1'%20(callid:%20x)%20-%20No%20matching%20endpoint%20found%0a"
                        + escaped + "%0a%5b2026-11-22%2010:27:43.673%5d%20NOTICE%5b1%5d%20x.c:%20"))
            send(peer, "<sip:p@h;user=" + words + ">", "param" + sent);
        send(peer, "<sip:p@h>", "after");
        awaitLogged("after");

        assertThat(log("messages.log")).contains("\n" + line);
        assertThat(scanned("messages.log").addresses()).contains("203.0.113.1").doesNotContain(VICTIM);
    }
}
