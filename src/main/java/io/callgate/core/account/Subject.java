package io.callgate.core.account;

import java.util.Locale;

/**
 * Whom failures are counted against.
 *
 * @param key an account number as keyed (known or not), a caller number as received, or empty for {@code OVERALL}
 */
public record Subject(Kind kind, String key) {

    public enum Kind {
        ACCOUNT,
        CALLER,
        OVERALL;

        /** As stored and spoken of. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final Subject OVERALL = new Subject(Kind.OVERALL, "");

    public static Subject account(AccountNumber number) {
        return new Subject(Kind.ACCOUNT, number.digits());
    }

    public static Subject caller(Caller caller) {
        return new Subject(Kind.CALLER, caller.number());
    }

    @Override
    public String toString() {
        return key.isEmpty() ? kind.toString() : kind + " " + key;
    }
}
