package io.callgate.sight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipPeekTest {

    private static final String REGISTER = "REGISTER sip:pbx SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060\r\n";

    private static Set<String> users(String text) {
        return SipPeek.users(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Set<String> from(String value) {
        return users("OPTIONS sip:pbx SIP/2.0\r\n" + value + "\r\nCall-ID: 1\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "From: <sip:1001@pbx>;tag=1 | 1001",
                "From: sip:1001@pbx;tag=1 | 1001",
                "f:<sip:1001@pbx> | 1001",
                "FROM \t: \"Ann\" <SIP:ann.b@pbx:5060;transport=udp> | ann.b",
                "From: \"a \\\" <sip:evil@x>\" <sips:1001@pbx> | 1001",
                "From: \"<sip:evil@x>\" <sip:1001@pbx> | 1001",
                "From: <sip:1001:secret@pbx> | 1001",
                "From: <sip:1001;cpc=x@pbx> | 1001",
                "From: <sip:%31001@pbx> | 1001",
                "From: <tel:+15551234;phone-context=x> | +15551234",
            })
    void a_user_is_read_in_every_form(String header, String user) {
        assertThat(from(header)).containsExactly(user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: <sip:pbx>",
                "From: <http://1001@pbx>",
                "From: \"never closed <sip:1001@pbx>",
                "From: <sip:1001@pbx",
                "From: <sip:10 01@pbx>",
                "From: <sip:100%zz@pbx>",
                "From: <sip:%00@pbx>",
                "From: <sip:@pbx>",
                "From",
                "Contact: <sip:1001@pbx>",
                "To: <sip:1001@pbx>",
                "From: <sip:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@pbx>",
            })
    void what_is_no_user_is_none(String header) {
        assertThat(from(header)).isEmpty();
    }

    @Test
    void a_registration_names_whom_it_is_for_too() {
        assertThat(users(REGISTER + "From: <sip:boss@pbx>;tag=1\r\nTo: <sip:1001@pbx>\r\n\r\n"))
                .containsExactly("boss", "1001");
    }

    @Test
    void one_packet_names_no_more_than_two() {
        assertThat(users("REGISTER sip:pbx SIP/2.0\n"
                        + "f:<sip:1001@b>\nt:<sip:1002@b>\nf:<sip:1003@b>\nt:<sip:1004@b>\n"))
                .containsExactly("1001", "1002");
    }

    @Test
    void headers_may_go_on_in_the_next_line_and_end_with_a_line_feed() {
        assertThat(users("REGISTER sip:pbx SIP/2.0\nFrom: \"Ann\"\n\t<sip:1001@pbx>\n\n"))
                .containsExactly("1001");
    }

    @Test
    void nothing_is_read_of_the_body_nor_of_what_is_no_request() {
        assertThat(users(REGISTER + "\r\nFrom: <sip:1001@pbx>\r\n")).isEmpty();
        assertThat(users("SIP/2.0 200 OK\r\nFrom: <sip:1001@pbx>\r\n\r\n")).isEmpty();
        assertThat(users("ACK sip:pbx SIP/2.0\r\nFrom: <sip:1001@pbx>\r\n\r\n")).isEmpty();
        assertThat(users("register sip:pbx SIP/2.0\r\nFrom: <sip:1001@pbx>\r\n\r\n"))
                .isEmpty();
        assertThat(users("")).isEmpty();
    }

    @Test
    void a_packet_that_was_cut_off_still_names_whom_it_can() {
        assertThat(users(REGISTER + "From: <sip:1001@pbx>;ta")).containsExactly("1001");
    }

    /** Whatever stands there, and however much: an answer within bounds, and no exception. */
    @Test
    void no_bytes_break_it() {
        Random random = new Random(11);
        byte[] good = (REGISTER + "From: \"A\\\"nn\" <sip:10%3001@pbx>;tag=1\r\nTo: <sip:1001@pbx>\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        String hostile = "<>\"\\%:;@\r\n\t \0sip:";
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(8); n >= 0; n--)
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) hostile.charAt(random.nextInt(hostile.length()));
            assertThat(SipPeek.users(bytes)).hasSizeLessThanOrEqualTo(2).allMatch(u -> u.length() <= 64);
        }
        byte[] many = ("REGISTER x\r\n" + "f:<sip:a@b>\r\n".repeat(100_000)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SipPeek.users(many)).containsExactly("a");
    }
}
