package io.callgate.core.account;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A PIN in clear: 6 to 12 digits, and no pattern that a guesser tries first. It never prints itself. */
public record Pin(String digits) {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{6,12}");

    public Pin {
        if (!DIGITS.matcher(digits).matches())
            throw new IllegalArgumentException("a PIN has 6 to 12 digits and nothing else");
        if (isSequence(digits))
            throw new IllegalArgumentException(
                    "a PIN of equal or consecutive digits is the first thing a guesser tries");
    }

    /** Six digits, all equally likely but for those of {@link #isSequence}. Give it a cryptographic generator. */
    public static Pin random(RandomGenerator random) {
        while (true) {
            String digits = String.format("%06d", random.nextInt(1_000_000));
            if (!isSequence(digits)) return new Pin(digits);
        }
    }

    private static boolean isSequence(String digits) {
        int step = digits.charAt(1) - digits.charAt(0);
        if (step < -1 || step > 1) return false;
        for (int i = 1; i < digits.length(); i++) if (digits.charAt(i) - digits.charAt(i - 1) != step) return false;
        return true;
    }

    @Override
    public String toString() {
        return "(PIN)";
    }
}
