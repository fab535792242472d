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
 * OpenSSH's refused log-ins (auth.c auth_log, allowed_user and getpwnamallow; auth-pam.c; packet.c, for connections that end
 * before a log-in; session and process names of versions before and since 9.8). The user's name is the client's; OpenSSH
 * writes its control characters as octal numbers, and the address behind it, so every line is read from its end.
 *
 * <p>A public key that is refused is none: clients offer them one by one. What PAM says is left out where sshd says it too.
 */
final class Sshd implements Family {

    /** @param first what the line begins with, @param last what stands before the address, @param preauth how it has to end */
    private record Phrase(byte[] first, byte[] last, boolean preauth, FailureKind kind) {
        Phrase(String first, String last, boolean preauth, FailureKind kind) {
            this(Text.ascii(first), Text.ascii(last), preauth, kind);
        }
    }

    private static final List<Phrase> PHRASES = List.of(
            new Phrase("Failed password for ", " from ", false, FailureKind.WRONG_PASSWORD),
            new Phrase("Failed keyboard-interactive/pam for ", " from ", false, FailureKind.WRONG_PASSWORD),
            new Phrase("Failed keyboard-interactive for ", " from ", false, FailureKind.WRONG_PASSWORD),
            new Phrase("Invalid user ", " from ", false, FailureKind.UNKNOWN_ACCOUNT),
            new Phrase("Connection closed by authenticating user ", " ", true, FailureKind.WRONG_PASSWORD),
            new Phrase("Connection reset by authenticating user ", " ", true, FailureKind.WRONG_PASSWORD),
            new Phrase("Disconnected from authenticating user ", " ", true, FailureKind.WRONG_PASSWORD),
            new Phrase("Connection closed by invalid user ", " ", true, FailureKind.UNKNOWN_ACCOUNT),
            new Phrase("Connection reset by invalid user ", " ", true, FailureKind.UNKNOWN_ACCOUNT),
            new Phrase("Disconnected from invalid user ", " ", true, FailureKind.UNKNOWN_ACCOUNT),
            new Phrase("maximum authentication attempts exceeded for ", " from ", false, FailureKind.TOO_MANY),
            new Phrase("PAM: Authentication failure for ", " from ", false, FailureKind.WRONG_PASSWORD),
            new Phrase(
                    "PAM: User not known to the underlying authentication module for ",
                    " from ",
                    false,
                    FailureKind.UNKNOWN_ACCOUNT));

    private static final byte[] ERROR = Text.ascii("error: ");
    private static final byte[] INVALID = Text.ascii("invalid user ");
    private static final byte[] ILLEGAL = Text.ascii("illegal user ");
    private static final byte[] PREAUTH = Text.ascii(" [preauth]");

    @Override
    public String name() {
        return "sshd";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.SSHD, Source.SSHD_SESSION);
    }

    @Override
    public List<String> needles() {
        return List.of(
                "Failed password for ",
                "Failed keyboard-interactive",
                ": Invalid user ",
                " authenticating user ",
                " by invalid user ",
                " from invalid user ",
                "maximum authentication attempts exceeded",
                "Authentication failure for ",
                "User not known to the underlying");
    }

    @Override
    public void read(Line line, Reading found) {
        int at = line.at(line.message, ERROR) ? line.message + ERROR.length : line.message;
        for (int i = 0; i < PHRASES.size(); i++)
            if (line.at(at, PHRASES.get(i).first)) {
                read(line, at + PHRASES.get(i).first.length, PHRASES.get(i), found);
                return;
            }
    }

    private static void read(Line line, int name, Phrase phrase, Reading found) {
        byte[] in = line.bytes;
        if (phrase.preauth && !Text.ends(in, name, line.end, PREAUTH)) return;
        int end = EndOfLine.ofPeer(in, name, line.end);
        int last = Text.findLast(in, name, end, phrase.last);
        if (last < 0) return;
        int from = last + phrase.last.length;
        found.failure(
                AddressText.bare(in, from, end),
                "sshd",
                phrase.kind,
                Sense.LOG,
                "a refused log-in, read from the end of the line");
        int user = line.at(name, INVALID) || line.at(name, ILLEGAL) ? name + INVALID.length : name;
        found.account(Math.min(user, last), last);
    }
}
