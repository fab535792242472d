package io.callgate.gate.outbox;

import com.google.common.base.CharMatcher;

/** A message was not taken. What is said of it is one printable line, whatever the server said. */
public final class DeliveryFailure extends Exception {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 300;

    /** What it means for the messages that wait. */
    public enum Kind {
        /** Nobody answers, or nobody who lets us in: no message will pass. */
        SERVER,
        /** Not now, or nobody knows whether. */
        TEMPORARY,
        /** The server says: never. It may have been told wrong, so it is asked again a few times. */
        PERMANENT,
        /** This can never be sent. */
        IMPOSSIBLE
    }

    private final Kind kind;

    public DeliveryFailure(Kind kind, String message) {
        super(printable(message));
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    private static String printable(String text) {
        String line =
                CharMatcher.inRange(' ', '~').negate().replaceFrom(text, ' ').trim();
        String single = CharMatcher.is(' ').collapseFrom(line, ' ');
        return single.length() <= LONGEST ? single : single.substring(0, LONGEST) + "...";
    }
}
