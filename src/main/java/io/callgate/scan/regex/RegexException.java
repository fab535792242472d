package io.callgate.scan.regex;

/** Not a regular expression that is understood here; the message says where, what, and what to do. */
public final class RegexException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public RegexException(String message) {
        super(message);
    }
}
