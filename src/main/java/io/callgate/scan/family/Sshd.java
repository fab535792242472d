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
import java.util.stream.Stream;

/**
 * OpenSSH's refused log-ins (auth.c auth_log, allowed_user and getpwnamallow; auth-pam.c; packet.c, for connections that end
 * before a log-in; session and process names of versions before and since 9.8). The user's name is the client's; OpenSSH
 * writes its control characters as octal numbers, and the address behind it, so every line is read from its end.
 *
 * <p>One connection is told of several times: each wrong password by itself, and its account and its end once more. They share
 * the number of the process.
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
            new Phrase("Connection closed by authenticating user ", " ", true, FailureKind.ABANDONED),
            new Phrase("Connection reset by authenticating user ", " ", true, FailureKind.ABANDONED),
            new Phrase("Disconnected from authenticating user ", " ", true, FailureKind.ABANDONED),
            new Phrase("Connection closed by invalid user ", " ", true, FailureKind.ABANDONED),
            new Phrase("Connection reset by invalid user ", " ", true, FailureKind.ABANDONED),
            new Phrase("Disconnected from invalid user ", " ", true, FailureKind.ABANDONED),
            new Phrase("maximum authentication attempts exceeded for ", " from ", false, FailureKind.TOO_MANY),
            new Phrase("PAM: Authentication failure for ", " from ", false, FailureKind.REFUSED_BELOW),
            new Phrase(
                    "PAM: User not known to the underlying authentication module for ",
                    " from ",
                    false,
                    FailureKind.REFUSED_BELOW));

    /** Behind {@code User X from ADDRESS not allowed because } (auth.c, allowed_user); of others the address is not told. */
    private static final List<byte[]> NOT_ALLOWED = Stream.of(
                    "listed in DenyUsers",
                    "not listed in AllowUsers",
                    "not in any group",
                    "a group is listed in DenyGroups",
                    "none of user's groups are listed in AllowGroups")
            .map(reason -> Text.ascii(" not allowed because " + reason))
            .toList();

    private static final byte[] USER = Text.ascii("User ");
    private static final byte[] FROM = Text.ascii(" from ");

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
        return List.of(Source.SSHD, Source.SSHD_SESSION, Source.SSHD_AUTH);
    }

    @Override
    public List<String> needles() {
        return List.of(
                "Failed password for ",
                "Failed keyboard-interactive",
                " Invalid user ",
                " authenticating user ",
                " by invalid user ",
                " from invalid user ",
                "maximum authentication attempts exceeded",
                "Authentication failure for ",
                "User not known to the underlying",
                " not allowed because ");
    }

    @Override
    public void read(Line line, Reading found) {
        if (line.at(line.message, USER)) notAllowed(line, found);
        else refused(line, found);
        if (found.outcome != Reading.Outcome.NONE) found.session(line.processStart, line.processEnd);
    }

    private static void notAllowed(Line line, Reading found) {
        byte[] in = line.bytes;
        for (int i = 0; i < NOT_ALLOWED.size(); i++) {
            if (!Text.ends(in, line.message, line.end, NOT_ALLOWED.get(i))) continue;
            int end = line.end - NOT_ALLOWED.get(i).length;
            int last = Text.findLast(in, line.message, end, FROM);
            if (last < 0) return;
            found.failure(
                    AddressText.bare(in, last + FROM.length, end),
                    "sshd",
                    FailureKind.FORBIDDEN,
                    Sense.LOG,
                    "a refused user, read from the end of the line");
            found.account(line.message + USER.length, last);
            return;
        }
    }

    private static void refused(Line line, Reading found) {
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
