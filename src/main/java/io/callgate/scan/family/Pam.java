package io.callgate.scan.family;

import io.callgate.core.address.Address;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * vsftpd's refused log-ins as PAM tells of them: {@code pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0
 * tty=ftp ruser=X rhost=ADDRESS  user=X} (Linux-PAM, modules/pam_unix/support.c). X stands on both sides of the address: all
 * places that could be its have to agree.
 */
final class Pam implements Family {

    private static final byte[] MODULE = Text.ascii("pam_");
    private static final byte[] FAILURE = Text.ascii("): authentication failure; ");
    private static final byte[] HOST = Text.ascii(" rhost=");
    private static final byte[] USER = Text.ascii("  user=");
    private static final byte[] RUSER = Text.ascii(" ruser=");

    @Override
    public String name() {
        return "vsftpd-pam";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.VSFTPD);
    }

    @Override
    public List<String> needles() {
        return List.of("): authentication failure; ");
    }

    @Override
    public void read(Line line, Reading found) {
        byte[] in = line.bytes;
        int colon = Text.find(in, line.message, line.end, ')');
        if (!line.at(line.message, MODULE) || !line.at(colon, FAILURE)) return;
        Address first = null;
        for (int at = colon; (at = Text.find(in, at, line.end, HOST)) >= 0; at++) {
            int from = at + HOST.length;
            int to = Text.word(in, from, line.end);
            if (!line.at(to, USER) && Text.word(in, to, line.end) < line.end && line.end - to > 1) continue;
            Address here = AddressText.bare(in, from, to);
            if (first != null && here != null && !first.equals(here)) {
                found.ambiguous("several places could be the address's, between a name and a name");
                return;
            }
            if (first != null) continue;
            first = here;
            found.failure(
                    here,
                    "vsftpd",
                    FailureKind.WRONG_PASSWORD,
                    Sense.LOG,
                    "a refused log-in with one place for an address");
            int ruser = Text.find(in, colon, at, RUSER);
            if (ruser >= 0) found.account(ruser + RUSER.length, at);
        }
    }
}
