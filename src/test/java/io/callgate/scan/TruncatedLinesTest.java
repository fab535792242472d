package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.callgate.scan.follow.Explanation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines that end anywhere, at the very end of what is in memory. */
class TruncatedLinesTest {

    private static final List<String> LINES = List.of(
            "[2026-11-22 10:27:43.673] NOTICE[1][C-1]: chan_sip.c:12 in f: Registration from 'x' failed for '1.2.3.4' - Wrong password",
            "[Nov 22 10:27:43] NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'A' from 'B' failed for '1.2.3.4:5' (callid: x) - No"
                    + " matching endpoint found after 2 tries in 1.0 ms",
            "[Nov 22 10:27:43] NOTICE[1] chan_iax2.c: Host 1.2.3.4 failed MD5 authentication for 'x' (a != b)",
            "[Nov 22 10:27:43] NOTICE[1] chan_iax2.c: No registration for peer 'x' (from 1.2.3.4)",
            "[Nov 22 10:27:43] NOTICE[1] manager.c: 1.2.3.4 failed to authenticate as 'x'",
            "1795343263.123 pbx asterisk[1]: [Nov 22 10:27:43] NOTICE[1] manager.c: 1.2.3.4 failed to authenticate as 'x'",
            "2026-11-22T10:27:43+0000 pbx sshd[1]: error: PAM: Authentication failure for illegal user x from 1.2.3.4",
            "Nov 22 10:27:43 pbx sshd[1]: Connection closed by invalid user x 1.2.3.4 port 5 [preauth]",
            "[Sun Nov 22 10:27:43.1 2026] [auth_basic:error] [pid 1:tid 2] [client ::1:5] AH01617: user x: authentication failure",
            "2026/11/22 10:27:43 [error] 1#2: *3 user \"x\": password mismatch, client: 1.2.3.4, server: s, request: \"GET\"",
            "Sun Nov 22 10:27:43 2026 [pid 1] [x] FAIL LOGIN: Client \"1.2.3.4\"",
            "Nov 22 10:27:43 pbx vsftpd[1]: pam_unix(vsftpd:auth): authentication failure; ruser=x rhost=1.2.3.4  user=x",
            "[2026-Nov-22 10:27:43] [freepbx_security.NOTICE]: Authentication failure for x from 1.2.3.4 [] []");

    private static Explanation explain(byte[] line) {
        return Explanation.of(line, List.of(), ZoneOffset.UTC, 0);
    }

    @Test
    void no_place_to_end_breaks_the_reading() throws IOException {
        for (String line : LINES) cutEverywhere(line.getBytes(StandardCharsets.UTF_8));
        for (String line : Files.readAllLines(Path.of("src/test/resources/scan/security_extra.log")))
            cutEverywhere(line.getBytes(StandardCharsets.UTF_8));
    }

    private static void cutEverywhere(byte[] line) {
        for (int length = 0; length <= line.length; length++) {
            byte[] cut = Arrays.copyOf(line, length);
            assertThatCode(() -> explain(cut))
                    .as(new String(cut, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
            byte[] end = Arrays.copyOfRange(line, length, line.length);
            assertThatCode(() -> explain(end))
                    .as(new String(end, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void no_change_of_bytes_breaks_the_reading() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            byte[] line = LINES.get(random.nextInt(LINES.size())).getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(4); n >= 0; n--)
                line[random.nextInt(line.length)] = (byte) " []:'\"1-.0Z\u001b".charAt(random.nextInt(12));
            assertThatCode(() -> explain(line))
                    .as(new String(line, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_whole_line_tells_its_writer_and_its_verdict() {
        assertThat(explain(LINES.get(0).getBytes(StandardCharsets.UTF_8)))
                .returns("chan_sip.c", Explanation::writer)
                .returns("failure", Explanation::verdict);
        assertThat(explain("hello".getBytes(StandardCharsets.UTF_8)))
                .returns("", Explanation::writer)
                .returns("no failure", Explanation::verdict);
    }
}
