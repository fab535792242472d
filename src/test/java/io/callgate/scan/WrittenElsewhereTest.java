package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as boxes really write them, from public reports: the headers of other loggers, and the words of other versions. */
class WrittenElsewhereTest {

    private static final String ATTEMPT = "Failed password for root from 203.0.113.95 port 55555 ssh2";

    private static Scanned scanned(String line) {
        return Scanned.of(line + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // BusyBox
                "Nov 22 10:11:39 localhost auth.info sshd[27366]: |2026-11-22T10:11:39Z",
                // RFC 5424, with and without structured data
                "<38>1 2026-11-22T04:20:49.407993+01:00 pbx sshd 2763 - - |2026-11-22T03:20:49.407Z",
                "<38>1 2026-11-22T10:23:55+00:00 pbx.example sshd 44255 - [meta sequenceId=\"1\" x=\"\\]\"] |2026-11-22T10:23:55Z",
                "<38>1 2026-11-22T10:23:55Z pbx sshd 44255 - [a b=\"c\"][d] |2026-11-22T10:23:55Z",
                "<38>1 2026-11-22T10:23:55Z pbx sshd 44255 - - \ufeff|2026-11-22T10:23:55Z",
                // RFC 3164 as it is sent
                "<38>Nov 22 10:11:39 pbx sshd[1]: |2026-11-22T10:11:39Z",
                "<38>sshd[1]: |2026-11-22T12:00:00Z",
                "<38>pbx sshd[1]: |2026-11-22T12:00:00Z",
                // journalctl -o short-full
                "Sun 2026-11-22 10:10:21 UTC pbx sshd[16378]: |2026-11-22T10:10:21Z",
                "Sun 2026-11-22 10:10:21 CET pbx sshd[16378]: |2026-11-22T09:10:21Z",
                "Nov 22 10:11:39 pbx sshd-auth[1]: |2026-11-22T10:11:39Z"
            })
    void a_header_of_another_logger_is_known_and_so_is_its_time(String head, String at) {
        Scanned scanned = scanned(head + (head.endsWith("\ufeff") ? "" : " ") + ATTEMPT);
        assertThat(scanned.addresses()).containsExactly("203.0.113.95");
        assertThat(Instant.ofEpochMilli(scanned.failures.get(0).atMillis())).hasToString(at);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<38>1 2026-11-22T10:23:55Z pbx evil 1 - - sshd[1]: ",
                "<38>1 2026-11-22T10:23:55Z pbx evil 1 - [a b=\"] sshd 1 - - \"] ",
                "<38>1 2026-11-22T10:23:55Z pbx sshd 1 - [a ",
                "<sshd>1 2026-11-22T10:23:55Z pbx sshd 1 - - ",
                "<38>1 2026-11-22T10:23:55Z pbx evil 1 - - \ufeffsshd[1]: ",
                "<38>evil[1]: sshd[1]: ",
                "<38>a web server's words: sshd[1]: ",
                "Nov 22 10:11:39 localhost auth.info: sshd[1]: ",
                "Nov 22 10:11:39 localhost not.info sshd[1]: "
            })
    void what_only_looks_like_such_a_header_is_nobodys(String head) {
        assertThat(scanned(head + ATTEMPT).addresses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.1|[2026-11-22 00:01:02] NOTICE [22382] manager.c: 203.0.113.1 failed to authenticate as 'admin'",
                "203.0.113.230|Nov 22 08:15:18 sb1 webmin[25875]: Invalid login as root from 203.0.113.230  ",
                "203.0.113.111|[Sun Nov 22 10:39:56.637868 2026] [auth_basic:error] [pid 3175001:tid 140494544914112] "
                        + "[remote 203.0.113.111:35924] AH01618: user whatever not found: /admin",
                "203.0.113.3|Nov  9 21:35:20 host nginx[983478]: 2026/11/09 21:35:20 [error] 983478#983478: *3 user \"x\" "
                        + "was not found in \"/f\", client: 203.0.113.3, server: h, request: \"GET / HTTP/2.0\", host: \"h\"",
                "203.0.113.3|Nov 22 09:35:20 host nginx[983478]: 2026/11/22 09:35:20 [error] 983478#983478: *3 user \"x\" "
                        + "was not found in \"/f\", client: 203.0.113.3, server: h, request: \"GET / HTTP/2.0\", host: \"h\"",
                "203.0.113.7|Sun Nov 22 00:39:49 2026 [pid 15019] [guest] FAIL LOGIN: Client \"::ffff:203.0.113.7\", "
                        + "\"User is not in the allow user list.\"",
                "203.0.113.7|Sun Nov 22 00:39:49 2026 [pid 15019] [guest] FAIL LOGIN: Client \"203.0.113.7\"",
            })
    void the_words_of_another_version_are_understood(String address, String line) {
        assertThat(scanned(line).addresses()).containsExactly(address);
    }

    @Test
    void every_form_of_a_refusal_is_found_behind_every_header() {
        for (String words : List.of("Invalid user tutu from 203.0.113.95 port 33166", ATTEMPT))
            assertThat(scanned("<38>1 2026-11-22T10:23:55Z pbx sshd 44255 - [a b=\"c\"] " + words)
                            .addresses())
                    .containsExactly("203.0.113.95");
    }

    @Test
    void what_came_several_times_counts_as_often() {
        String head = "Nov 22 10:27:29 pbx sshd[28184]: ";
        assertThat(scanned(head + "message repeated 5 times: [ " + ATTEMPT + "]")
                        .addresses())
                .hasSize(5);
        for (String other : List.of(
                "message repeated 99999 times: [ " + ATTEMPT + "]",
                "message repeated x times: [ " + ATTEMPT + "]",
                "message repeated 5 times: [ " + ATTEMPT))
            assertThat(scanned(head + other).addresses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "asterisk[77]: |NOTICE[81]: chan_sip.c:17 in handle_request_register: Registration from '<sip:1@x>' failed for "
                        + "'203.0.113.95:5060' - Wrong password",
                "nginx: |2026/11/22 09:35:20 [error] 9#9: *3 user \"x\" was not found in \"/f\", client: 203.0.113.95, server: h, "
                        + "request: \"GET / HTTP/2.0\", host: \"h\""
            })
    void records_of_those_who_write_a_header_of_their_own_are_counted_as_often_as_they_were_repeated(
            String program, String record) {
        String line = "Nov 22 10:11:39 pbx " + program + " message repeated 3 times: [ " + record + "]";
        assertThat(scanned(line).addresses()).containsExactly("203.0.113.95", "203.0.113.95", "203.0.113.95");
    }

    @Test
    void what_rsyslog_may_have_cut_within_a_clients_words_is_nobodys() {
        String head = "Nov 22 10:11:39 pbx webmin[1]: message repeated 3 times: [ ";
        String forged = " from 203.0.113.95";
        String longest = "Invalid login as " + "x".repeat(798 - 17 - forged.length()) + forged;
        assertThat(scanned(head + longest + "]").addresses()).hasSize(3);
        Scanned cut = scanned(head + longest.replace("as ", "as x") + "]");
        assertThat(cut.addresses()).isEmpty();
        assertThat(cut.unclear).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.120|[2026-11-22 09:02:20] NOTICE[2982] res_pjsip_session.c:  anonymous: Call "
                        + "(TCP:203.0.113.120:51620) to extension '5515500380' rejected because extension not found in context 'public'.",
                "203.0.113.121|[Nov 22 10:39:50] NOTICE[12049]: res_pjsip_session.c:2337 new_invite: Call from 'anonymous' "
                        + "(TCP:203.0.113.121:61470) to extension '9011+442037690237' rejected because extension not found in context 'default'.",
                "2001:db8::7|[Nov 22 10:39:50] NOTICE[12049]: res_pjsip_session.c:2337 new_invite: Call from 'anonymous' "
                        + "(UDP:[2001:db8::7]:61470) to extension '9' rejected because extension not found in context 'default'.",
                "203.0.113.122|[Nov 22 10:39:50] NOTICE[12049][C-0000001]: chan_sip.c:26623 handle_request_invite: Call from '' "
                        + "(203.0.113.122:5070) to extension '900' rejected because extension not found in context 'public'."
            })
    void a_strangers_call_to_a_number_that_is_not_there_is_a_failure(String address, String line) {
        Scanned scanned = scanned(line);
        assertThat(scanned.addresses()).containsExactly(address);
        assertThat(scanned.failures.get(0).kind()).hasToString("UNKNOWN_EXTENSION");
    }

    @Test
    void whoever_has_a_name_may_dial_a_wrong_number() {
        assertThat(scanned(
                                "[Nov 22 10:39:50] NOTICE[1]: res_pjsip_session.c:2337 new_invite: Call from 'trunk' "
                                        + "(UDP:203.0.113.121:5060) to extension '9' rejected because extension not found in context 'x'.")
                        .addresses())
                .isEmpty();
    }

    @Test
    void a_number_that_a_stranger_dials_moves_no_address() {
        String call = "[Nov 22 10:39:50] NOTICE[1]: res_pjsip_session.c:2337 new_invite: Call from 'anonymous' "
                + "(TCP:203.0.113.121:61470) to extension '%s' rejected because extension not found in context 'default'.";
        for (String dialled : List.of(
                "9' rejected because extension not found in context 'x'.",
                "' (TCP:8.8.4.4:1) to extension '",
                "x) Call from 'anonymous' (TCP:8.8.4.4:1) to extension '9"))
            assertThat(scanned(String.format(call, dialled)).addresses()).containsExactly("203.0.113.121");
    }

    @Test
    void what_a_stranger_dials_over_chan_sip_forges_no_record_behind_it() {
        String call = "[Nov 22 10:39:50] NOTICE[1]: chan_sip.c:26623 handle_request_invite: Call from '' "
                + "(203.0.113.122:5070) to extension '%s' rejected because extension not found in context 'public'.";
        String forged = "9\n[Nov 22 10:39:50] NOTICE[1]: chan_sip.c:1 x: Call from '' (8.8.4.4:1) to extension '9";
        assertThat(scanned(String.format(call, forged)).addresses()).doesNotContain("8.8.4.4");
        // One after the other, they all count.
        String flood = (String.format(call, "900") + "\n").repeat(20);
        assertThat(Scanned.of(flood).addresses()).hasSize(20).containsOnly("203.0.113.122");
    }

    private static final String COLOURED =
            "May 21 14:53:33 pbx asterisk[9]: [2026-05-21 14:53:33] #033[1;33mNOTICE#033[0m[150]:"
                    + " #033[1;37mchan_sip.c#033[0m:#033[1;37m29058#033[0m #033[1;37mhandle_request_register#033[0m: Registration from"
                    + " '<sip:1951@198.51.100.1>' failed for '203.0.113.78:50527' - Wrong password";

    @Test
    void the_colours_of_a_console_are_read_over_as_rsyslog_escapes_them() {
        assertThat(scanned(COLOURED).addresses()).containsExactly("203.0.113.78");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "May 21 14:53:33 pbx evil[9]: #033[1mNOTICE[1] chan_sip.c:",
                "May 21 14:53:33 pbx evil[9]: asterisk#033[1m[1]: NOTICE[1] chan_sip.c:",
                "May 21 14:53:33 pbx asteri#033[1msk[9]: NOTICE[1] chan_sip.c:"
            })
    void colours_make_nobody_asterisk(String head) {
        assertThat(scanned(head + " Registration from '<sip:1@x>' failed for '203.0.113.78:50527' - Wrong password")
                        .addresses())
                .isEmpty();
    }
}
