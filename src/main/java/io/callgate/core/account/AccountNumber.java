package io.callgate.core.account;

import java.util.regex.Pattern;

/** What a caller keys to say who they are: 1 to 12 digits. Leading zeros count, so it is text. */
public record AccountNumber(String digits) {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,12}");

    public AccountNumber {
        if (!isValid(digits))
            throw new IllegalArgumentException("\"" + digits + "\" is not an account number: 1 to 12 digits");
    }

    /** Whether {@code text} can be one; nothing is known of whether it is somebody's. */
    public static boolean isValid(String text) {
        return DIGITS.matcher(text).matches();
    }

    @Override
    public String toString() {
        return digits;
    }
}
