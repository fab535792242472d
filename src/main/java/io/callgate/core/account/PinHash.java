package io.callgate.core.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A PIN's slow salted hash in its stored form, {@code pbkdf2-sha256$ITERATIONS$SALT$HASH} (RFC 8018 §5.2, salt and hash in
 * base 64). The work it takes is in the text, so it can grow without breaking old PINs. It never prints itself.
 */
public record PinHash(String stored) {

    /** About 0.1 s on a small cloud server. Six digits cannot be kept from who has the table; the limits guard the door. */
    public static final int ITERATIONS = 60_000;

    private static final int BITS = 256;
    /** Base 64 that a decoder takes: a salt of 4 to 48 bytes, a hash of 32. */
    private static final Pattern FORM = Pattern.compile("pbkdf2-sha256\\$([1-9][0-9]{0,6})"
            + "\\$((?:[A-Za-z0-9+/]{4}){1,15}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==))"
            + "\\$([A-Za-z0-9+/]{43}=)");

    /** Opens for no PIN, and takes as long to say so as a real one. Any stored text that is not of the form is such a hash. */
    public static final PinHash NONE = new PinHash("");

    /**
     * Derives it from a PIN; slow by design.
     *
     * @param salt random, 16 bytes
     * @param iterations 1 to 9,999,999
     */
    public static PinHash of(String digits, byte[] salt, int iterations) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new PinHash("pbkdf2-sha256$" + iterations + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(digits, salt, iterations)));
    }

    /** Whether it is of the form, so that there is a PIN that it opens for. */
    public boolean isReal() {
        return FORM.matcher(stored).matches();
    }

    /** Whether {@code digits} is the PIN; slow by design, and in a time that does not depend on the answer. */
    public boolean matches(String digits) {
        Matcher m = FORM.matcher(stored);
        boolean real = m.matches();
        byte[] salt = real ? Base64.getDecoder().decode(m.group(2)) : new byte[16];
        byte[] hash = derive(digits, salt, real ? Integer.parseInt(m.group(1)) : ITERATIONS);
        return real && MessageDigest.isEqual(hash, Base64.getDecoder().decode(m.group(3)));
    }

    private static byte[] derive(String digits, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(digits.toCharArray(), salt, iterations, BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "(PIN hash)";
    }
}
