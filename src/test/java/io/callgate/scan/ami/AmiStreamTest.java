package io.callgate.scan.ami;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.failure.Failure;
import io.callgate.scan.AmiWriter;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes into an event, line breaks included: the address that counts is the one that Asterisk wrote. */
class AmiStreamTest {

    private static final String PEER = "IPV4/UDP/198.51.100.6/5060";
    private static final String VICTIM = "IPV4/UDP/203.0.113.9/5060";

    private final List<String> heard = new ArrayList<>();
    private final Deque<byte[]> writes = new ArrayDeque<>();
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final AmiStream stream = new AmiStream(arriving(), asked, this::hear, InstantSource.system());
    private int pings;

    private void hear(Failure failure) {
        heard.add(failure.address().toString());
    }

    /** What was written, and when that is read, the answer to the ping that was sent, if one was. */
    private InputStream arriving() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (writes.isEmpty() && asked.size() > 0) {
                    String id = asked.toString(UTF_8).split("\r\n")[1];
                    asked.reset();
                    pings++;
                    write("Response: Success\r\n" + id + "\r\nPing: Pong\r\nTimestamp: 1.2\r\n\r\n");
                }
                if (writes.isEmpty()) return -1;
                byte[] next = writes.remove();
                int taken = Math.min(length, next.length);
                System.arraycopy(next, 0, into, from, taken);
                if (taken < next.length) writes.addFirst(java.util.Arrays.copyOfRange(next, taken, next.length));
                return taken;
            }
        };
    }

    private void write(String text) {
        writes.add(text.getBytes(UTF_8));
    }

    private List<String> heardOf(String... together) throws IOException {
        for (String text : together) write(text);
        try {
            while (true) {
                stream.tell();
                stream.receive();
            }
        } catch (EOFException e) {
            return heard;
        }
    }

    private static String unknown(String account, String remote) {
        return AmiWriter.event("InvalidAccountID", "PJSIP", account, "id", remote, "");
    }

    @Test
    void an_event_counts_at_once_and_asks_for_nothing() throws IOException {
        assertThat(heardOf(unknown("100", PEER))).containsExactly("198.51.100.6");
        assertThat(pings).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nRemoteAddress: IPV//203.0.113.9/\n",
                "\r\nRemoteAddress: IPV//203.0.113.9/\r\n",
                "\r\nRemoteAddress: IPV4/WS/1.2.3.4/5",
                "x\r\n\r\nEvent: InvalidAccountID\r\n\r\n",
                "\r\nSessionID: a\r\nLocalAddress: ",
                "\r\nSessionID: ",
                "\r\n\r\n\r\n",
                "\r",
                "\u2028\u001b[2J"
            })
    void the_forger_himself_is_found(String account) throws IOException {
        assertThat(account.getBytes(UTF_8).length).isLessThanOrEqualTo(AmiEvent.LONGEST_PJSIP_ACCOUNT);
        String event = unknown(account, PEER);

        assertThat(heardOf(event.repeat(3) + unknown("1", "IPV6/TLS/2001:db8::7/5061")))
                .containsExactly("198.51.100.6", "198.51.100.6", "198.51.100.6", "2001:db8::7");
        assertThat(stream.unclear()).isZero();
    }

    @Test
    void what_a_client_may_write_misses_bytes_for_another_address() {
        String least = "\r\nSessionID: \r\nLocalAddress: IPV6/WS/::/0\r\nRemoteAddress: IPV6/WS/::/0\r\n\r\n";
        String whole = least + AmiWriter.head("FailedACL", "SIP") + "AccountID: ";

        assertThat(least.length() - AmiEvent.LONGEST_PJSIP_ACCOUNT).isEqualTo(38);
        assertThat(whole.length() - AmiEvent.LONGEST_PJSIP_ACCOUNT).isEqualTo(179);
    }

    /** Nothing but the length of his words keeps a forger from that, so it is nobody's where any length is possible. */
    @Test
    void a_second_event_within_a_name_of_any_length_is_nobodys() throws IOException {
        String forged =
                "a\r\n" + AmiWriter.tail("0x1", VICTIM, "") + AmiWriter.head("MemoryLimit", "SIP") + "AccountID: b";
        String event = AmiWriter.event("InvalidAccountID", "SIP", forged, "0x2", PEER, "");

        assertThat(heardOf(event)).isEmpty();
        assertThat(stream.unclear()).isEqualTo(1);
        assertThat(pings).isEqualTo(1);
    }

    @Test
    void what_follows_a_fence_is_heard_whatever_came_before() throws IOException {
        String forged = AmiWriter.event("InvalidAccountID", "AMI", "x\r\n".repeat(30), "0x2", PEER, "");
        heardOf(forged);
        pings = 0;

        assertThat(heardOf(unknown("1", PEER))).containsExactly("198.51.100.6");
        assertThat(pings).isZero();
    }

    @Test
    void events_of_one_address_count_even_where_they_could_be_one_event() throws IOException {
        String event =
                AmiWriter.event("InvalidPassword", "AMI", "x", "0x2", PEER, "SessionTV: 2026\r\nChallenge: \r\n");

        assertThat(heardOf(event, event, event)).containsExactly("198.51.100.6", "198.51.100.6", "198.51.100.6");
        assertThat(pings).isEqualTo(1);
    }

    /** This program itself logs in every half minute, to ask who is registered. */
    @Test
    void a_login_asks_for_no_fence_and_what_a_program_asks_for_in_vain_does() throws IOException {
        String local = "IPV4/TCP/127.0.0.1/5";
        String loggedIn = AmiWriter.event("SuccessfulAuth", "AMI", "test", "0x1", local, "UsingPassword: 0\r\n");
        assertThat(heardOf(loggedIn + unknown("1", PEER))).containsExactly("198.51.100.6");
        assertThat(pings).isZero();

        String asked = AmiWriter.head("RequestBadFormat", "AMI")
                + AmiWriter.tail("0x1", local, "RequestType: Action: SIPpeers\r\nAccountID: test\r\n");
        heardOf(asked);
        assertThat(pings).isEqualTo(1);
    }

    @Test
    void an_event_in_pieces_is_an_event() throws IOException {
        String events = unknown("\r\nSessionID: ", PEER) + unknown("2", VICTIM);
        for (char c : events.toCharArray()) write(String.valueOf(c));

        assertThat(heardOf()).containsExactly("198.51.100.6", "203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IPV4/UDP/host.example/5060",
                "198.51.100.7",
                "IPV//198.51.100.7/",
                "IPV4/SCTP/198.51.100.7/5060",
                "IPV4/UDP/1.2.3.4/5/6"
            })
    void what_is_no_address_is_nobody(String remote) throws IOException {
        assertThat(heardOf(unknown("x", remote))).isEmpty();
        assertThat(stream.unclear()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SuccessfulAuth|UsingPassword: 0\r\n", "ChallengeSent|Challenge: \r\n", "MemoryLimit|"})
    void what_is_no_failure_is_none(String nameAndTail) throws IOException {
        String[] parts = nameAndTail.split("\\|", -1);
        assertThat(heardOf(AmiWriter.event(parts[0], "PJSIP", "x", "id", PEER, parts[1])))
                .isEmpty();
        assertThat(stream.unclear()).isZero();
    }

    @Test
    void fields_in_another_order_or_of_another_name_are_nobodys() throws IOException {
        String event = unknown("1", PEER);
        String other = event.replace("LocalAddress", "Extra: 1\r\nLocalAddress");

        assertThat(heardOf(other)).isEmpty();
        assertThat(heardOf(unknown("1", PEER))).containsExactly("198.51.100.6");
        assertThat(stream.unclear()).isEqualTo(1);
    }

    @Test
    void what_the_configuration_adds_is_known() throws IOException {
        String added =
                "Privilege: security,all\r\nTimestamp: 1795343817.987215\r\nSequenceNumber: 7\r\nFile: manager.c\r\n"
                        + "Line: 1\r\nFunc: f\r\nSystemName: pbx\r\n";

        assertThat(heardOf(unknown("1", PEER).replace("Privilege: security,all\r\n", added)))
                .containsExactly("198.51.100.6");
    }
}
