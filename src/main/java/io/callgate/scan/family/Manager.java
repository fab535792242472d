package io.callgate.scan.family;

import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import io.callgate.scan.line.AddressText;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Text;
import java.util.List;

/**
 * The manager interface's refused log-ins: {@code ADDRESS failed to authenticate as 'X'} (main/manager.c, authenticate). The
 * address comes first, and X cannot move it.
 *
 * <p>{@code tried to authenticate with nonexistent user} and {@code failed to pass IP ACL} are told of the same attempt, one
 * line earlier; they are not counted again.
 */
final class Manager implements Family {

    private static final byte[] AS = Text.ascii(" failed to authenticate as '");
    private static final byte[] NOBODY = Text.ascii(" tried to authenticate with nonexistent user '");
    private static final byte[] ACL = Text.ascii(" failed to pass IP ACL as '");

    @Override
    public String name() {
        return "manager";
    }

    @Override
    public List<Source> sources() {
        return List.of(Source.MANAGER);
    }

    /** What tells of nobody yet makes what follows suspect. */
    @Override
    public List<String> needles() {
        return List.of(" failed to authenticate as '", " tried to authenticate with nonexistent user '");
    }

    @Override
    public void read(Line line, Reading found) {
        int space = Text.word(line.bytes, line.message, line.end);
        if (line.at(space, NOBODY) || line.at(space, ACL)) {
            found.none("Asterisk tells of the same attempt in its next line, which is counted");
            found.address = AddressText.withPort(line.bytes, line.message, space);
            return;
        }
        if (!line.at(space, AS)) return;
        found.failure(
                AddressText.withPort(line.bytes, line.message, space),
                "AMI",
                FailureKind.WRONG_PASSWORD,
                Sense.LOG,
                "a refused log-in: the address stands before the name that was tried");
        int name = space + AS.length;
        if (name < line.end && line.bytes[line.end - 1] == '\'') found.account(name, line.end - 1);
        else found.ambiguous("it does not end as its writer ends it");
    }
}
