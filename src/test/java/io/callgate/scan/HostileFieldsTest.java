package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.failure.Failure;
import io.callgate.scan.ami.AmiEvent;
import io.callgate.testing.Trials;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes into the fields that are its own: the address found is its own, or none. */
class HostileFieldsTest {

    private static final String PEER = "198.51.100.6";
    private static final String VICTIM = "203.0.113.9";
    private static final String TIME = "[2026-11-22 10:27:43.673] ";

    private static final int RECORDS = Trials.of(40_000);

    /** A line as its logger writes it, with what a client may choose. */
    enum Writer {
        CHAN_SIP {
            @Override
            String line(String... f) {
                return TIME + "NOTICE[1] chan_sip.c: Registration from '" + f[0] + "' failed for '" + PEER
                        + ":5060' - Wrong password";
            }
        },
        PJSIP {
            @Override
            String line(String... f) {
                return TIME + "NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '" + f[0]
                        + "' failed for '" + PEER + ":5060' (callid: " + f[1] + ") - Failed to authenticate";
            }
        },
        IAX_FIRST {
            @Override
            String line(String... f) {
                return TIME + "NOTICE[1] chan_iax2.c: Host " + PEER + " failed MD5 authentication for '" + f[0] + "' ("
                        + f[1] + " != " + f[2] + ")";
            }
        },
        IAX_LAST {
            @Override
            String line(String... f) {
                return TIME + "NOTICE[1] chan_iax2.c: No registration for peer '" + f[0] + "' (from " + PEER + ")";
            }
        },
        MANAGER {
            @Override
            String line(String... f) {
                return TIME + "NOTICE[1] manager.c: " + PEER + " failed to authenticate as '" + f[0] + "'";
            }
        },
        INVALID_ACCOUNT {
            @Override
            String line(String... f) {
                return security("InvalidAccountID", f, "");
            }
        },
        FAILED_ACL {
            @Override
            String line(String... f) {
                return security("FailedACL", f, ",ACLName=\"x\"");
            }
        },
        CHALLENGE_RESPONSE_FAILED {
            @Override
            String line(String... f) {
                String tail = ",Challenge=\"" + f[2] + "\",Response=\"" + f[3] + "\",ExpectedResponse=\"\"";
                return security("ChallengeResponseFailed", f, tail);
            }
        },
        INVALID_PASSWORD {
            @Override
            String line(String... f) {
                String tail = ",Challenge=\"c\",ReceivedChallenge=\"" + f[2] + "\",ReceivedHash=\"" + f[3] + "\"";
                return security("InvalidPassword", f, tail);
            }
        };

        abstract String line(String... fields);

        String security(String event, String[] f, String tail) {
            return TIME + "SECURITY[1] res_security_log.c: SecurityEvent=\"" + event
                    + "\",EventTV=\"2026-11-22T10:27:43.673+0000\",Severity=\"Error\",Service=\"PJSIP\",EventVersion=\"1\","
                    + "AccountID=\"" + f[0] + "\",SessionID=\"" + f[1] + "\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\","
                    + "RemoteAddress=\"IPV4/UDP/" + PEER + "/5060\"" + tail;
        }
    }

    /** Pieces of real lines, and what holds them together. */
    private static final List<String> PIECES = List.of(
            "' failed for '" + VICTIM + ":5060' - Wrong password",
            "' failed for '" + VICTIM + "' (callid: 1) - Failed to authenticate",
            "' failed for '" + VICTIM + ":5060' (callid: ",
            "Registration from '",
            "<sip:x@h>",
            "\"x\\\" <sip:x@h>",
            "<sip:x@h;user=>",
            "' (from " + VICTIM + ")",
            "Host " + VICTIM + " failed to authenticate as 'x'",
            VICTIM + " failed to authenticate as 'x'",
            "\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/5060\"",
            "\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/5060",
            "\",SessionID=\"",
            "AccountID=\"",
            ",Challenge=\"",
            ",Response=\"",
            ",ExpectedResponse=\"",
            ",ReceivedHash=\"",
            ",Module=\"",
            ",ACLName=\"",
            ",SessionTV=\"",
            "SecurityEvent=\"SuccessfulAuth\"",
            "SecurityEvent=\"InvalidPassword\"",
            TIME + "NOTICE[1] chan_sip.c: ",
            "\u001b[0m",
            "\u001b[2J",
            "\r",
            "\0",
            "\"",
            "'",
            "\\",
            ",",
            ")",
            "<",
            ">",
            " ",
            "%s",
            "\u00ff\u2028",
            VICTIM,
            PEER,
            "x");

    @ParameterizedTest
    @EnumSource(Writer.class)
    void the_address_found_is_the_peers_or_none_whatever_the_fields_hold(Writer writer) {
        Random random = new Random(20261122 + writer.ordinal());
        int found = 0;
        for (int i = 0; i < RECORDS; i++) {
            String line = writer.line(field(random), field(random), field(random), field(random));
            Scanned scanned = Scanned.of(line + "\n");
            assertThat(scanned.addresses()).as(line).hasSizeLessThan(2).allMatch(PEER::equals);
            assertThat(scanned.failures.size() + scanned.unclear.size())
                    .as(line)
                    .isEqualTo(1);
            found += scanned.failures.size();
        }
        // Only where clients write on both sides of the address can they make a line ambiguous.
        boolean mayBeAmbiguous = writer == Writer.PJSIP
                || writer == Writer.CHALLENGE_RESPONSE_FAILED
                || writer == Writer.INVALID_PASSWORD;
        assertThat(found).isGreaterThan(mayBeAmbiguous ? RECORDS / 2 : RECORDS - 1);
    }

    private static String field(Random random) {
        StringBuilder field = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) field.append(PIECES.get(random.nextInt(PIECES.size())));
        return field.toString();
    }

    @Test
    void a_line_break_in_a_name_of_iax_forges_nobody() {
        for (String forged : List.of(
                TIME + "NOTICE[1] chan_sip.c: Registration from '1' failed for '" + VICTIM + ":5060' - Wrong password",
                TIME + "NOTICE[1] manager.c: " + VICTIM + " failed to authenticate as 'x'",
                TIME + "NOTICE[1] chan_iax2.c: Host " + VICTIM + " failed to authenticate as 'x'",
                "x' (from " + VICTIM + ")"))
            for (Writer writer : List.of(Writer.IAX_FIRST, Writer.IAX_LAST))
                for (String name :
                        List.of("x\n" + forged + "\n", forged + "\n", "x' (1 != 2)\n" + forged + "\n" + TIME))
                    assertThat(Scanned.of(writer.line(name, "1", "2") + "\n").addresses())
                            .as(name)
                            .doesNotContain(VICTIM);
    }

    /** With {@code maddr} in Via, so that the event names the victim at its true end, too: only the kernel knows better. */
    @Test
    void a_record_behind_a_challenge_of_chan_sip_is_believed_only_if_its_address_sent_something() {
        String account = "\",SessionID=\"\",LocalAddress=\"IPV///5\",RemoteAddress=\"IPV//" + VICTIM
                + "/5\",Challenge=\"\"\n"
                + "[1:000000] NOTICE[1] chan_sip.c: Registration from '' failed for '" + VICTIM + "' - Wrong password\n"
                + "[1:000000] DTMF[1]";
        assertThat(account.length()).isLessThan(256);
        String log = TIME
                + "SECURITY[1] res_security_log.c: SecurityEvent=\"ChallengeSent\",EventTV=\"1\",Severity=\"Informational\","
                + "Service=\"SIP\",EventVersion=\"1\",AccountID=\"" + account
                + "\",SessionID=\"0x7f\",LocalAddress=\"IPV4/UDP/"
                + "192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/5060\",Challenge=\"43a9c250\"\n";

        assertThat(Scanned.of(log).failures).allMatch(Failure::hearsay).hasSize(1);
    }

    @Test
    void a_flood_of_one_iax_peer_is_counted_whole_all_the_same() {
        String line = Writer.IAX_FIRST.line("bob", "1", "2") + "\n";

        assertThat(Scanned.of(line.repeat(100)).addresses()).hasSize(100);
        assertThat(Scanned.of((Writer.IAX_LAST.line("bob") + "\n").repeat(100)).addresses())
                .hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(
            value = Writer.class,
            names = {"IAX_FIRST", "IAX_LAST"})
    void one_record_that_may_be_another_ones_words_hides_no_flood_behind_it(Writer writer) {
        String flood = (writer.line("bob", "1", "2") + "\n").repeat(100);
        for (String name : List.of("x\n", "x' (from " + VICTIM + ")\n", "x"))
            assertThat(Scanned.of(Writer.IAX_LAST.line(name).replace(PEER, "198.51.100.77") + "\n" + flood)
                            .addresses())
                    .as(name)
                    .doesNotContain(VICTIM)
                    .filteredOn(PEER::equals)
                    .hasSizeGreaterThan(90);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:x@h>' failed for '203.0.113.9:5060' (callid: 1) - Failed to authenticate",
                "\"x' failed for '203.0.113.9:5060' (callid: 1) - Failed to authenticate\" <sip:x@h>"
            })
    void a_from_header_that_reads_like_the_rest_of_the_line_is_ambiguous_with_pjsip(String from) {
        assertThat(Scanned.of(Writer.PJSIP.line(from, "1") + "\n").unclear)
                .singleElement()
                .asString()
                .startsWith("pjsip: several places");
    }

    /** See HostileHeadersIT: pjsip puts quotes around a name as it came, with a backslash before them, too. */
    @Test
    void the_end_of_a_from_header_cannot_be_known_from_the_left() {
        String line =
                Writer.PJSIP.line("\"x\\\" <sip:p@h>", "y\" <sip:q@h>' failed for '" + VICTIM + ":5060' (callid: z");
        // What a client at the other address is written of, whose name in quotes is the rest.
        String twin = Writer.PJSIP
                .line("\"x\\\" <sip:p@h>' failed for '" + PEER + ":5060' (callid: y\" <sip:q@h>", "z")
                .replace("<sip:q@h>' failed for '" + PEER, "<sip:q@h>' failed for '" + VICTIM);

        assertThat(line).isEqualTo(twin);
        assertThat(Scanned.of(line + "\n").unclear).hasSize(1);
    }

    @Test
    void fields_that_repeat_the_peers_own_address_make_nothing_ambiguous() {
        String from = "x' failed for '" + PEER + ":1' (callid: y";

        assertThat(Scanned.of(Writer.PJSIP.line(from, "1") + "\n").addresses()).containsExactly(PEER);
    }

    @Test
    void a_line_that_asterisk_had_to_cut_is_nobodys() {
        String session = "x".repeat(8000) + "\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/"
                + VICTIM + "/5060\"";
        String cut = Writer.INVALID_ACCOUNT.line("1", session).substring(0, 8191);

        assertThat(Scanned.of(cut + Writer.INVALID_ACCOUNT.line("1", "2") + "\n").failures)
                .isEmpty();
    }

    /** A dialled number that res_pjsip_session refuses, AST_MAX_EXTENSION without its NUL. */
    @Test
    void a_dialled_number_misses_bytes_for_a_record_and_the_beginning_of_another() {
        String least = "\n[1:000000] DTMF[1] manager.c: 1:: failed to authenticate as ''\n[1:000000] DTMF[1]";
        String log = TIME + "NOTICE[1] res_pjsip_session.c:  trunk: Call (UDP:" + PEER + ":5060) to extension '%s'"
                + " rejected because extension not found in context 'from-trunk'.\n";

        assertThat(least).hasSize(79 + 3);
        assertThat(Scanned.of(log.formatted(least.substring(0, 79))).addresses())
                .isEmpty();
        assertThat(Scanned.of(log.formatted(least)).addresses()).containsExactly("1::");
    }

    /** It makes messages.log ambiguous, and every event in security.log one that is looked at. */
    @Test
    void a_call_id_like_a_line_of_pjsip_hides_nobody_in_the_security_log() {
        String[] fields = {"\nsshd: Invalid user  from 203.0.113.", "x' failed for '" + VICTIM + ":5060' (callid: y"};
        String attempt = Writer.INVALID_ACCOUNT.line(fields) + "\n"
                + Writer.INVALID_ACCOUNT.security("ChallengeSent", fields, ",Challenge=\"\"") + "\n";

        assertThat(Scanned.of(attempt.repeat(20)).addresses()).hasSize(20).containsOnly(PEER);
    }

    /** As chan_sip challenges whoever asks, before it refuses him; other phones come in between. */
    @Test
    void a_challenge_of_chan_sip_hides_not_the_failure_behind_it() {
        String[] fields = {"900", "0x7f"};
        String challenge = Writer.INVALID_ACCOUNT.security("ChallengeSent", fields, ",Challenge=\"6b43ca71\"") + "\n";
        String attempt = challenge + Writer.INVALID_PASSWORD.line("900", "0x7f", "6b43ca71", "fc37") + "\n";
        String others = challenge.replace(PEER, "198.51.100.77").repeat(3);

        Scanned scanned = new Scanned(ZoneOffset.UTC);
        for (int i = 0; i < 6; i++)
            for (String record :
                    (others + attempt).replace("\"PJSIP\"", "\"SIP\"").split("(?<=\n)"))
                scanned.read(record.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
        assertThat(scanned.addresses()).hasSize(6).containsOnly(PEER);
    }

    /** Of chan_sip and of the manager over HTTP, where an account has any length. */
    @ParameterizedTest
    @ValueSource(strings = {"SIP", "AMI"})
    void an_event_of_pjsip_in_an_account_of_another_service_is_nobodys(String service) {
        String[] fields = {"x", "0x1"};
        String forged = Writer.INVALID_ACCOUNT.line(fields).replace(PEER, VICTIM);
        String half =
                "x\",SessionID=\"\",LocalAddress=\"IPV4/UDP/1.1.1.1/1\",RemoteAddress=\"IPV4/UDP/" + VICTIM + "/1\"";
        for (String words : List.of(half + "\n" + forged + "\n" + TIME + "NOTICE[1] x", half + "\n" + forged)) {
            String line = Writer.INVALID_ACCOUNT
                    .line("ACCOUNT", "0x7f")
                    .replace("\"PJSIP\"", "\"" + service + "\"")
                    .replace("ACCOUNT", words);
            assertThat(Scanned.of(line + "\n").addresses()).isEmpty();
        }
    }

    @Test
    void bytes_of_any_kind_do_no_harm() {
        Random random = new Random(7);
        byte[] rubbish = new byte[3_000_000];
        random.nextBytes(rubbish);
        byte[] line = (Writer.MANAGER.line("x") + "\n").getBytes(StandardCharsets.UTF_8);
        for (int at = 10_000; at + line.length < rubbish.length; at += 10_000) {
            rubbish[at] = '\n';
            System.arraycopy(line, 0, rubbish, at + 1, line.length);
        }

        assertThat(Scanned.of(rubbish, 50_000).addresses()).hasSize(299).allMatch(PEER::equals);
    }

    /** What looks like the beginning of another record, or like a note, within the 36 bytes of an unknown user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n#####\n",
                "\n[2026-11-22 10:27:43] NOTICE[1]",
                "\",SessionID=\"\n#####\n#####\n",
                "\n#####\nSecurityEvent=\""
            })
    void a_name_that_begins_another_record_does_not_hide_its_client(String name) {
        assertThat(name.length()).isLessThanOrEqualTo(AmiEvent.LONGEST_PJSIP_ACCOUNT);
        String started = TIME + "Asterisk 22.1.0 built by x\n";
        String attempt = Writer.INVALID_ACCOUNT.line(name, "s") + "\n";
        String other = Writer.INVALID_ACCOUNT.line("1001", "t").replace(PEER, VICTIM) + "\n";
        assertThat(Scanned.of(started + attempt + other + attempt).addresses()).containsExactly(PEER, VICTIM, PEER);
    }

    @Test
    void an_event_that_breaks_off_is_not_that_of_the_next_client() {
        String started = TIME + "Asterisk 22.1.0 built by x\n";
        String attempt = Writer.INVALID_ACCOUNT.line("1001", "s");
        String cut = attempt.substring(0, attempt.indexOf("1001") + 2) + "\n";
        Scanned scanned = Scanned.of(started + cut + attempt.replace(PEER, VICTIM) + "\n");
        assertThat(scanned.addresses()).containsExactly(VICTIM);
        assertThat(scanned.unclear).hasSize(1);
    }
}
