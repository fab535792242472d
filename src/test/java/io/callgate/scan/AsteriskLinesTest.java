package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that Asterisk writes, each in the form of its source, and such as only look like them. */
class AsteriskLinesTest {

    private static final String SIP = "[2026-11-22 10:27:43.673] NOTICE[1700] chan_sip.c: ";
    private static final String IAX = "[2026-11-22 10:27:43] NOTICE[1700] chan_iax2.c: ";
    private static final String PJSIP = "[2026-11-22 10:27:43] NOTICE[1712] res_pjsip/pjsip_distributor.c: ";
    private static final String AMI = "[2026-11-22 10:27:43] NOTICE[28442] manager.c: ";
    private static final String REGISTRATION =
            "Registration from '\"100\" <sip:100@192.0.2.1>' failed for '203.0.113.7:5062' - ";

    private static String found(String line) {
        Scanned scanned = Scanned.of(line + "\n");
        assertThat(scanned.unclear).isEmpty();
        return scanned.failures.stream()
                .map(f -> f.address() + " " + f.service() + " " + f.kind() + " " + f.account())
                .reduce("", (a, b) -> a + b);
    }

    private static String security(String event, String tail) {
        return "[2026-11-22 10:27:43.673] SECURITY[1650] res_security_log.c: SecurityEvent=\"" + event
                + "\",EventTV=\"2026-11-22T10:27:43.673+0000\",Severity=\"Error\",Service=\"SIP\",EventVersion=\"1\","
                + "AccountID=\"100\",SessionID=\"0x7f12\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\","
                + "RemoteAddress=\"IPV4/UDP/203.0.113.7/5060\"" + tail;
    }

    /** The address may be that of a Contact header, and the client's to write. */
    @Test
    void an_access_list_for_everything_tells_of_nobody_for_sure() {
        assertThat(Scanned.of("[2026-11-25 21:00:33.025] WARNING[29735] res_pjsip_acl.c: "
                                + "Incoming SIP message from 203.0.113.9:5061 did not pass ACL test\n"
                                + "[2026-11-25 21:00:33.025] NOTICE[29735] acl.c: "
                                + "SIP ACL: Rejecting '203.0.113.9' due to a failure to pass ACL '(BASELINE)'\n")
                        .failures)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Wrong password, WRONG_PASSWORD",
        "No matching peer found, UNKNOWN_ACCOUNT",
        "Username/auth name mismatch, UNKNOWN_ACCOUNT",
        "Not a local domain, UNKNOWN_ACCOUNT",
        "Peer is not supposed to register, FORBIDDEN",
        "Device does not match ACL, FORBIDDEN_ADDRESS",
        "ACL error (permit/deny), FORBIDDEN_ADDRESS",
        "Device not configured to use this transport type, FORBIDDEN"
    })
    void a_refused_registration_of_chan_sip_is_a_failure(String reason, String kind) {
        assertThat(found(SIP + REGISTRATION + reason)).isEqualTo("203.0.113.7 SIP " + kind + " 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7",
                "203.0.113.7:5060",
                "[2001:db8::7]:5060",
                "[2001:db8::7]",
                "2001:db8::7",
                "::ffff:203.0.113.7",
                "[::ffff:203.0.113.7]:5060"
            })
    void addresses_stand_there_with_and_without_ports(String address) {
        String expected = address.contains("db8") ? "2001:db8::7" : "203.0.113.7";
        assertThat(Scanned.of(SIP + "Registration from '<sip:1@h>' failed for '" + address + "' - Wrong password\n")
                        .addresses())
                .containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbx.example:5060",
                "203.0.113.7:",
                "203.0.113.7:5060x",
                "203.0.113.300",
                "203.0.113",
                "203.0.113.07",
                "203.0.113.7.8",
                "",
                "[203.0.113.7:5060",
                "fe80::1%eth0",
                "203.0.113.7:123456"
            })
    void what_is_no_address_is_nobody(String text) {
        Scanned scanned =
                Scanned.of(SIP + "Registration from '<sip:1@h>' failed for '" + text + "' - Wrong password\n");

        assertThat(scanned.failures).isEmpty();
        assertThat(scanned.counters().withoutAddress()).containsEntry("chan_sip", 1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Nov 22 10:27:43] NOTICE[1700] chan_sip.c: ",
                "[Nov 22 10:27:43] NOTICE[1700][C-0000001a] chan_sip.c: ",
                "[2026-11-22 10:27:43] NOTICE[1700]: chan_sip.c:24331 handle_request_register: ",
                "Nov 22 10:27:43 pbx asterisk[30888]: NOTICE[30924]: chan_sip.c:123 in handle_request_register: ",
                "2026-11-22T10:27:43.000000+00:00 pbx asterisk[30888]: NOTICE[30924]: chan_sip.c:123 in f: ",
                "2026-11-22T10:27:43+0000 pbx asterisk[30888]: [Nov 22 10:27:43] NOTICE[30924]: chan_sip.c:123 f: ",
                "1795343263.000 pbx asterisk[1]: NOTICE[2]: chan_sip.c:123 in f: ",
                "[2026-11-22 10:27:43] \u001b[1;33mNOTICE\u001b[0m[12]: \u001b[1;37mchan_sip.c\u001b[0m:\u001b[1;37m123"
                        + "\u001b[0m \u001b[1;37mf\u001b[0m: ",
                "NOTICE[1700] chan_sip.c: "
            })
    void the_prefixes_of_files_syslog_journal_and_console_are_known(String prefix) {
        Scanned scanned = Scanned.of(prefix + REGISTRATION + "Wrong password\n");

        assertThat(scanned.addresses()).containsExactly("203.0.113.7");
        if (!prefix.startsWith("NOTICE"))
            assertThat(scanned.failures.get(0).atMillis()).isEqualTo(1795343263000L);
        else assertThat(scanned.failures.get(0).atMillis()).isEqualTo(Scanned.READ_AT.toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "No matching endpoint found, UNKNOWN_ACCOUNT",
        "No matching endpoint found after 5 tries in 1.234 ms, UNKNOWN_ACCOUNT",
        "Failed to authenticate, WRONG_PASSWORD",
        "Error to authenticate, WRONG_PASSWORD",
        "Not match Endpoint ACL, FORBIDDEN_ADDRESS",
        "Not match Endpoint Contact ACL, FORBIDDEN_ADDRESS"
    })
    void a_refused_request_of_pjsip_is_a_failure(String reason, String kind) {
        String request = "from '\"Bob\" <sip:100@h>' failed for '203.0.113.7:5060' (callid: 1@x) - ";
        assertThat(found(PJSIP + "Request 'REGISTER' " + request + reason))
                .isEqualTo("203.0.113.7 PJSIP " + kind + " 100");
        assertThat(found(PJSIP + "Request " + request + reason)).isEqualTo("203.0.113.7 PJSIP " + kind + " 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host 203.0.113.7 failed to authenticate as 'bob'|WRONG_PASSWORD",
                "Host 203.0.113.7 failed MD5 authentication for 'bob' (a0 != b1)|WRONG_PASSWORD",
                "Host 203.0.113.7 did not provide proper plaintext password for 'bob'|WRONG_PASSWORD",
                "Host 203.0.113.7 denied access to register peer 'bob'|FORBIDDEN_ADDRESS",
                "No registration for peer 'bob' (from 203.0.113.7)|UNKNOWN_ACCOUNT",
                "Peer 'bob' is not dynamic (from 203.0.113.7)|FORBIDDEN"
            })
    void a_refused_peer_of_iax_is_a_failure(String message, String kind) {
        assertThat(found(IAX + message)).isEqualTo("203.0.113.7 IAX2 " + kind + " bob");
    }

    @Test
    void an_attempt_at_the_manager_is_counted_once() {
        assertThat(found(AMI + "203.0.113.7 tried to authenticate with nonexistent user 'ghost'\n" + AMI
                        + "203.0.113.7 failed to authenticate as 'ghost'"))
                .isEqualTo("203.0.113.7 AMI WRONG_PASSWORD ghost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FailedACL|FORBIDDEN_ADDRESS|,ACLName=\"a\"",
                "FailedACL|FORBIDDEN_ADDRESS|,Module=\"m\",ACLName=\"a\",SessionTV=\"2026\"",
                "InvalidAccountID|UNKNOWN_ACCOUNT|''",
                "InvalidAccountID|UNKNOWN_ACCOUNT|,SessionTV=\"1970-01-01T00:00:00.000+0000\"",
                "SessionLimit|TOO_MANY|''",
                "RequestNotSupported|FORBIDDEN|,RequestType=\"r\"",
                "RequestNotAllowed|FORBIDDEN|,RequestType=\"r\",SessionTV=\"t\",RequestParams=\"p\"",
                "AuthMethodNotAllowed|FORBIDDEN|,AuthMethod=\"plain\"",
                "UnexpectedAddress|FORBIDDEN_ADDRESS|,ExpectedAddress=\"IPV4/UDP/192.0.2.9/5060\"",
                "ChallengeResponseFailed|WRONG_PASSWORD|,Challenge=\"c\",Response=\"r\",ExpectedResponse=\"\"",
                "InvalidPassword|WRONG_PASSWORD|,Challenge=\"c\",ReceivedChallenge=\"r\",ReceivedHash=\"h\"",
                "InvalidTransport|FORBIDDEN|,AttemptedTransport=\"TCP\""
            })
    void a_security_event_of_a_failure_is_one(String event, String kind, String tail) {
        assertThat(found(security(event, tail))).isEqualTo("203.0.113.7 SIP " + kind + " 100");
    }

    @Test
    void a_request_of_bad_format_names_no_account_first() {
        assertThat(found("[2026-11-22 10:27:43.673] SECURITY[1] res_security_log.c: SecurityEvent=\"RequestBadFormat\","
                        + "EventTV=\"t\",Severity=\"Error\",Service=\"AMI\",EventVersion=\"1\",SessionID=\"0x1\","
                        + "LocalAddress=\"IPV6/TLS/2001:db8::1/5061\",RemoteAddress=\"IPV6/WSS/2001:db8::7/5060\","
                        + "RequestType=\"x\",AccountID=\"bob\""))
                .isEqualTo("2001:db8::7 AMI MALFORMED ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SuccessfulAuth", "ChallengeSent", "MemoryLimit", "LoadAverageLimit", "NewEvent"})
    void other_security_events_are_no_failures(String event) {
        assertThat(found(security(event, ""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UDP", "TCP", "TLS", "WS", "WSS"})
    void security_events_are_read_over_every_transport(String transport) {
        String line =
                security("InvalidAccountID", "").replace("IPV4/UDP/203.0.113.7", "IPV6/" + transport + "/2001:db8::7");
        assertThat(found(line)).startsWith("2001:db8::7 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Peer '101' is now Reachable. (20ms / 2000ms)",
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Registration from '<sip:1@h>' failed for '203.0.113.7' - RTP"
                        + " initialization failed",
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Registration from '<sip:1@h>' failed for '203.0.113.7' - Wrong"
                        + " password!",
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Call: Registration from '' failed for '203.0.113.7' - Wrong password",
                "[2026-11-22 10:27:43] VERBOSE[1][C-1] pbx.c: Registration from '' failed for '203.0.113.7' - Wrong password",
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Failed to authenticate device \"x\" <sip:1@203.0.113.7>;tag=1",
                "[2026-11-22 10:27:43] NOTICE[1] chan_sip.c: Sending fake auth rejection for device <sip:1@h>;tag=1 (203.0.113.7:1)",
                "[2026-11-22 10:27:43] NOTICE[1] chan_iax2.c: Registration of 'me' rejected: 'No auth' from: '203.0.113.7'",
                "[2026-11-22 10:27:43] NOTICE[1] acl.c: SIP ACL: Rejecting '203.0.113.7' due to a failure to pass ACL 'x'",
                "[2026-11-22 10:27:43] NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:1@h>' failed for"
                        + " '203.0.113.7:1' (callid: x) - Something new",
                "203.0.113.7 failed to authenticate as 'bob'",
                "manager.c: 203.0.113.7 failed to authenticate as 'bob'"
            })
    void what_is_near_a_failure_is_none(String line) {
        assertThat(found(line)).isEmpty();
    }
}
