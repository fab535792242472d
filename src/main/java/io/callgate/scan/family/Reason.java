package io.callgate.scan.family;

import io.callgate.core.failure.FailureKind;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.Text;
import java.util.List;

/** Fixed words of a logger that say what was wrong. */
record Reason(byte[] text, FailureKind kind) {

    Reason(String text, FailureKind kind) {
        this(Text.ascii(text), kind);
    }

    /** The one that a line ends with before {@code end}; null for none. */
    static Reason last(List<Reason> among, Line line, int end) {
        for (int i = 0; i < among.size(); i++)
            if (Text.ends(line.bytes, line.message, end, among.get(i).text)) return among.get(i);
        return null;
    }
}
