package io.callgate.scan;

import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
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

    @Override
    public List<String> needles() {
        return List.of(" failed to authenticate as '");
    }

    @Override
    public void read(Line line, Reading found) {
        int space = Text.word(line.bytes, line.message, line.end);
        if (line.at(space, NOBODY) || line.at(space, ACL)) {
            found.none("Asterisk tells of the same attempt in its next line, which is counted");
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
        int quote = Text.findLast(line.bytes, name, line.end, '\'');
        found.account(name, quote < 0 ? line.end : quote);
    }
}
