package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sshd, web servers and others write, and what only looks like it. */
class OtherServersTest {

    private static final String SSHD = "Nov 22 10:27:43 pbx sshd[4711]: ";
    private static final String APACHE =
            "[Sun Nov 22 10:27:43.123456 2026] [auth_basic:error] [pid 12:tid 34] [client 203.0.113.7:40000] ";
    private static final String NGINX = "2026/11/22 10:27:43 [error] 12#34: *5 user \"bob";
    private static final String NGINX_END =
            ", client: 203.0.113.7, server: _, request: \"GET / HTTP/1.1\", host: \"h\"";

    private static String found(String line) {
        Scanned scanned = Scanned.of(line + "\n");
        assertThat(scanned.unclear).isEmpty();
        return scanned.failures.stream()
                .map(f -> f.address() + " " + f.service() + " " + f.kind() + " " + f.account())
                .reduce("", (a, b) -> a + b);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Failed password for bob from 203.0.113.7 port 4000 ssh2|WRONG_PASSWORD",
                "Failed password for invalid user bob from 203.0.113.7 port 4000 ssh2|WRONG_PASSWORD",
                "Failed keyboard-interactive/pam for invalid user bob from 203.0.113.7 port 4000 ssh2|WRONG_PASSWORD",
                "Invalid user bob from 203.0.113.7 port 4000|UNKNOWN_ACCOUNT",
                "Invalid user bob from 203.0.113.7|UNKNOWN_ACCOUNT",
                "Connection closed by authenticating user bob 203.0.113.7 port 4000 [preauth]|ABANDONED",
                "Connection reset by invalid user bob 203.0.113.7 port 4000 [preauth]|ABANDONED",
                "Disconnected from invalid user bob 203.0.113.7 port 4000 [preauth]|ABANDONED",
                "error: maximum authentication attempts exceeded for bob from 203.0.113.7 port 4000 ssh2 [preauth]|TOO_MANY",
                "error: PAM: Authentication failure for bob from 203.0.113.7|REFUSED_BELOW",
                "User bob from 203.0.113.7 not allowed because not listed in AllowUsers|FORBIDDEN",
                "User bob from 203.0.113.7 not allowed because none of user's groups are listed in AllowGroups|FORBIDDEN",
                "error: PAM: Authentication failure for illegal user bob from 203.0.113.7|REFUSED_BELOW"
            })
    void a_refused_login_of_ssh_is_a_failure(String message, String kind) {
        for (String head : List.of(
                SSHD,
                "2026-11-22T10:27:43.123456+00:00 pbx sshd-session[1]: ",
                "2026-11-22T10:27:43+0000 pbx sshd[1]: ",
                "sshd[1]: ")) assertThat(found(head + message)).isEqualTo("203.0.113.7 sshd " + kind + " bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accepted password for bob from 203.0.113.7 port 4000 ssh2",
                "Failed publickey for bob from 203.0.113.7 port 4000 ssh2: RSA SHA256:abc",
                "Failed none for bob from 203.0.113.7 port 4000 ssh2",
                "Connection closed by authenticating user bob 203.0.113.7 port 4000",
                "Disconnected from user bob 203.0.113.7 port 4000",
                "x Failed password for bob from 203.0.113.7 port 4000 ssh2",
                "Received disconnect from 203.0.113.7 port 4000:11: Failed password for bob from 203.0.113.7 port 4000 ssh2"
            })
    void what_sshd_says_otherwise_is_none(String message) {
        assertThat(found(SSHD + message)).isEmpty();
        assertThat(found("Nov 22 10:27:43 pbx CRON[1]: Invalid user bob from 203.0.113.7"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AH01617: user bob: authentication failure for \"/\": Password Mismatch|WRONG_PASSWORD bob",
                "AH01618: user bob not found: /|UNKNOWN_ACCOUNT bob",
                "user bob: authentication failure for \"/\": Password Mismatch|WRONG_PASSWORD bob",
                "AH01797: client denied by server configuration: /var/www/x|FORBIDDEN",
                "client denied by server configuration: /var/www/x|FORBIDDEN"
            })
    void a_refused_request_of_apache_is_a_failure(String message, String expected) {
        assertThat(found(APACHE + message).strip()).isEqualTo("203.0.113.7 apache " + expected);
        assertThat(found(APACHE.replace("203.0.113.7:40000", "2001:db8::7:4000") + message))
                .startsWith("2001:db8::7 ");
        assertThat(found("[Sun Nov 22 10:27:43 2026] [error] [client 203.0.113.7] " + message))
                .startsWith("203.0.113.7 ");
    }

    @Test
    void refused_logins_of_the_others_are_failures() {
        assertThat(found(NGINX + "\": password mismatch" + NGINX_END))
                .isEqualTo("203.0.113.7 nginx WRONG_PASSWORD bob");
        assertThat(found(NGINX + "\" was not found in \"/etc/nginx/.htpasswd\"" + NGINX_END))
                .isEqualTo("203.0.113.7 nginx UNKNOWN_ACCOUNT bob");
        assertThat(found("Sun Nov 22 10:27:43 2026 [pid 12] [bob] FAIL LOGIN: Client \"::ffff:203.0.113.7\""))
                .isEqualTo("203.0.113.7 vsftpd WRONG_PASSWORD bob");
        assertThat(found(
                        "Nov 22 10:27:43 pbx vsftpd[1]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0"
                                + " tty=ftp ruser=bob rhost=203.0.113.7  user=bob"))
                .isEqualTo("203.0.113.7 vsftpd WRONG_PASSWORD bob");
        assertThat(found("Nov 22 10:27:43 pbx webmin[1]: Invalid login as bob from 203.0.113.7"))
                .isEqualTo("203.0.113.7 webmin WRONG_PASSWORD bob");
        assertThat(found("Nov 22 10:27:43 pbx webmin[1]: Non-existent login as bob from 203.0.113.7"))
                .isEqualTo("203.0.113.7 webmin UNKNOWN_ACCOUNT bob");
        assertThat(found(
                        "[2026-Nov-22 10:27:43] [freepbx_security.NOTICE]: Authentication failure for bob from 203.0.113.7"
                                + " [] []"))
                .isEqualTo("203.0.113.7 FreePBX WRONG_PASSWORD bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun Nov 22 10:27:43 2026 [pid 12] [bob] OK LOGIN: Client \"203.0.113.7\"",
                "[2026-Nov-22 10:27:43] [freepbx.NOTICE]: Authentication failure for bob from 203.0.113.7 [] []",
                "2026/11/22 10:27:43 [error] 12#34: *5 open() \"/x\" failed, client: 203.0.113.7, server: _, request: \"GET\"",
                "[Sun Nov 22 10:27:43.123456 2026] [core:error] [pid 1] [client 203.0.113.7:1] AH00126: Invalid URI in request"
                        + " GET /AH01617: user x: authentication failure for \"/\"",
                "Nov 22 10:27:43 pbx webmin[1]: Successful login as bob from 203.0.113.7"
            })
    void what_is_near_a_failure_is_none(String line) {
        assertThat(found(line)).isEmpty();
    }

    @Test
    void times_of_all_servers_are_read() {
        String[] lines = {
            SSHD + "Invalid user b from 203.0.113.7",
            APACHE + "AH01618: user bob not found: /",
            NGINX + "\": password mismatch" + NGINX_END,
            "Sun Nov 22 10:27:43 2026 [pid 12] [bob] FAIL LOGIN: Client \"203.0.113.7\"",
            "[2026-Nov-22 10:27:43] [freepbx_security.NOTICE]: Authentication failure for b from 203.0.113.7 [] []"
        };
        for (String line : lines)
            assertThat(Scanned.of(line + "\n").failures.get(0).atMillis() / 1000)
                    .as(line)
                    .isEqualTo(1795343263);
    }

    /** What a client may choose is one name, and for a web server the address of a page. */
    @Test
    void the_address_found_is_the_peers_or_none_whatever_the_names_hold() {
        List<String> pieces = List.of(
                " from 203.0.113.9 port 1 ssh2",
                " from 203.0.113.9",
                " [] []",
                "203.0.113.9 port 22 [preauth]",
                "invalid user ",
                "] FAIL LOGIN: Client \"203.0.113.9\"",
                " rhost=203.0.113.9",
                "  user=",
                ", client: 203.0.113.9, server: _",
                "\": password mismatch",
                "\" was not found in \"f\"",
                "[client 203.0.113.9:1] ",
                ": authentication failure for \"",
                SSHD,
                "Failed password for ",
                "\"",
                "]",
                " ",
                "x");
        List<UnaryOperator<String>> writers = new ArrayList<>(List.of(
                x -> SSHD + "Failed password for invalid user " + x + " from 198.51.100.6 port 22 ssh2",
                x -> SSHD + "Invalid user " + x + " from 198.51.100.6 port 22",
                x -> SSHD + "Connection closed by invalid user " + x + " 198.51.100.6 port 22 [preauth]",
                x -> SSHD + "error: PAM: Authentication failure for " + x + " from 198.51.100.6",
                x -> APACHE.replace("203.0.113.7", "198.51.100.6") + "AH01617: user " + x
                        + ": authentication failure for \"" + x + "\": Password Mismatch, referer: " + x,
                x -> NGINX + "\": password mismatch"
                        + NGINX_END.replace("203.0.113.7", "198.51.100.6").replace("GET /", x),
                x -> NGINX + x.replace(":", "") + "\" was not found in \"f\""
                        + NGINX_END.replace("203.0.113.7", "198.51.100.6"),
                x -> "Sun Nov 22 10:27:43 2026 [pid 12] [" + x + "] FAIL LOGIN: Client \"198.51.100.6\"",
                x ->
                        "Nov 22 10:27:43 pbx vsftpd[1]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0"
                                + " tty=ftp ruser=" + x + " rhost=198.51.100.6  user=" + x,
                x -> "Nov 22 10:27:43 pbx webmin[1]: Invalid login as " + x + " from 198.51.100.6",
                x -> "[2026-Nov-22 10:27:43] [freepbx_security.NOTICE]: Authentication failure for " + x
                        + " from 198.51.100.6 [] []"));
        for (UnaryOperator<String> writer : writers) {
            Random random = new Random(42);
            int found = 0;
            for (int i = 0; i < 5_000; i++) {
                StringBuilder field = new StringBuilder();
                for (int n = random.nextInt(6); n > 0; n--) field.append(pieces.get(random.nextInt(pieces.size())));
                String line = writer.apply(field.toString());
                Scanned scanned = Scanned.of(line + "\n");
                assertThat(scanned.addresses()).as(line).allMatch("198.51.100.6"::equals);
                found += scanned.failures.size();
            }
            assertThat(found)
                    .as(writer.apply("x"))
                    .isGreaterThan(writer.apply("x").contains("rhost") ? 2_000 : 4_999);
        }
    }

    @Test
    void a_log_may_hold_lines_of_several_servers_but_not_right_behind_a_name_with_line_breaks() {
        String iax = "[2026-11-22 10:27:43] NOTICE[1] chan_iax2.c: Host 198.51.100.6 failed to authenticate as '%s'\n";
        String sshd = SSHD + "Invalid user bob from 203.0.113.7\n";

        iax = SSHD + "Server listening on 0.0.0.0 port 22.\n" + iax;
        assertThat(Scanned.of(String.format(iax, "x") + "x\n".repeat(1000) + sshd)
                        .addresses())
                .containsExactly("198.51.100.6", "203.0.113.7");
        assertThat(Scanned.of(String.format(iax, "x'\n" + sshd)).addresses()).containsExactly("198.51.100.6");
    }
}
