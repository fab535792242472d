package io.callgate.scan.family;

import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.EndOfLine;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * Refused log-ins in lines of the form {@code WORDS name WORDS address END}, whose address is the last thing in them that is
 * not always the same: FreePBX's administration ({@code Authentication failure for X from ADDRESS [] []} in
 * freepbx_security.log), webmin's ({@code Invalid login as X from ADDRESS}, miniserv.pl), and vsftpd's own log
 * ({@code [X] FAIL LOGIN: Client "ADDRESS"}, logging.c). The name is the client's; the line is read from its end.
 */
record LoginPages(String name, List<Source> sources, String service, List<Phrase> phrases) implements Family {

    /** @param first before the name, @param middle between the name and the address, @param end behind the address */
    record Phrase(byte[] first, byte[] middle, byte[] end, FailureKind kind, String needle) {
        static Phrase of(String first, String middle, String end, FailureKind kind, String needle) {
            return new Phrase(Text.ascii(first), Text.ascii(middle), Text.ascii(end), kind, needle);
        }
    }

    /** vsftpd's userlist_enable. */
    private static final String NOT_ALLOWED = "\", \"User is not in the allow user list.\"";

    static LoginPages freepbx() {
        Phrase phrase = Phrase.of(
                ": Authentication failure for ",
                " from ",
                " [] []",
                FailureKind.WRONG_PASSWORD,
                "Authentication failure for ");
        return new LoginPages("freepbx", List.of(Source.FREEPBX), "FreePBX", List.of(phrase));
    }

    static LoginPages webmin() {
        return new LoginPages(
                "webmin",
                List.of(Source.WEBMIN, Source.MINISERV, Source.USERMIN),
                "webmin",
                List.of(
                        Phrase.of("Invalid login as ", " from ", "", FailureKind.WRONG_PASSWORD, "Invalid login as "),
                        Phrase.of(
                                "Non-existent login as ",
                                " from ",
                                "",
                                FailureKind.UNKNOWN_ACCOUNT,
                                "Non-existent login as ")));
    }

    static LoginPages vsftpd() {
        String middle = "] FAIL LOGIN: Client \"";
        return new LoginPages(
                "vsftpd",
                List.of(Source.VSFTPD_OWN),
                "vsftpd",
                List.of(
                        Phrase.of(" [", middle, NOT_ALLOWED, FailureKind.FORBIDDEN, middle),
                        Phrase.of(" [", middle, "\"", FailureKind.WRONG_PASSWORD, middle)));
    }

    @Override
    public List<String> needles() {
        return phrases.stream().map(Phrase::needle).toList();
    }

    @Override
    public void read(Line line, Reading found) {
        for (int i = 0; i < phrases.size(); i++) {
            Phrase phrase = phrases.get(i);
            boolean last = i + 1 == phrases.size();
            if (!line.at(line.message, phrase.first)) continue;
            if (!last && !Text.ends(line.bytes, line.message, line.end, phrase.end)) continue;
            read(line, phrase, found);
            return;
        }
    }

    private void read(Line line, Phrase phrase, Reading found) {
        byte[] in = line.bytes;
        int name = line.message + phrase.first.length;
        int end = EndOfLine.without(phrase.end, in, name, line.end);
        int middle = Text.findLast(in, name, end, phrase.middle);
        if (middle < 0) return;
        found.failure(
                AddressText.bare(in, middle + phrase.middle.length, end),
                service,
                phrase.kind,
                Sense.LOG,
                "a refused log-in, read from the end of the line");
        found.account(name, middle);
    }
}
