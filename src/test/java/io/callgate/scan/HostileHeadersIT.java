package io.callgate.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.testing.Asterisk;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
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
        pbx = Namespace.create("pbx").addresses("192.0.2.1/32", "203.0.113.1/32", "203.0.113.2/32");
        asterisk = Asterisk.start(pbx, "192.0.2.1");
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
                    .containsOnly("203.0.113.1");

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
}
