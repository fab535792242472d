package io.callgate.core.account;

import com.google.common.base.CharMatcher;

/**
 * The number that a call says it comes from. Anybody can forge it, so it proves nothing; it is safe to print and to store,
 * because only characters of numbers and SIP user names are kept.
 */
public record Caller(String number) {

    public static final Caller ANONYMOUS = new Caller("anonymous");

    private static final CharMatcher KEPT = CharMatcher.inRange('0', '9')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('a', 'z'))
            .or(CharMatcher.anyOf("+*._-"));

    /** From what the telephone network sent, whatever it is; {@link #ANONYMOUS} when nothing is left of it. */
    public static Caller received(String text) {
        String kept = KEPT.retainFrom(text == null ? "" : text);
        if (kept.isEmpty()) return ANONYMOUS;
        return new Caller(kept.substring(0, Math.min(kept.length(), 40)));
    }

    public boolean isAnonymous() {
        return equals(ANONYMOUS);
    }

    @Override
    public String toString() {
        return number;
    }
}
