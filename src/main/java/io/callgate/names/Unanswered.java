package io.callgate.names;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.WireParseException;

/** No server gave a sensible answer; the message says what the last one did, in words of ours. */
final class Unanswered extends IOException {
    private static final long serialVersionUID = 1;

    Unanswered(String why) {
        super(why);
    }

    /** What a library says of a fault may hold what a server sent, so none of it is passed on. */
    static String why(Throwable fault) {
        if (fault instanceof Unanswered) return fault.getMessage();
        if (fault instanceof TimeoutException || fault instanceof java.net.SocketTimeoutException)
            return "no answer in time";
        if (fault instanceof WireParseException) return "an answer that makes no sense";
        if (fault instanceof IOException) return "no server can be reached";
        return "an answer that makes no sense";
    }
}
