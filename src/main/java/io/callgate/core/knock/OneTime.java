package io.callgate.core.knock;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import io.callgate.core.service.PortRange.Protocol;
import java.security.GeneralSecurityException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sequences of which each opens once, from a secret and a number, so that any program that knows RFC 4226 can tell them:
 * knock {@code i} of sequence {@code n} is TCP to port 20001 + HOTP(secret, 16 n + i) mod 40000, with the 8 digits of
 * {@code oathtool --hotp -d 8}. A port that the sequence has already is passed over, and the next {@code i} taken.
 */
public record OneTime(String secretHex) {

    /** Above RTP's usual ports, where no service stands unless somebody put one there. */
    private static final int FIRST_PORT = 20_001;

    private static final int PORTS = 40_000;
    private static final int NUMBERS_EACH = 16;
    private static final int SECRET_BYTES = 20;
    private static final int EIGHT_DIGITS = 100_000_000;
    private static final BaseEncoding HEX = BaseEncoding.base16();

    public OneTime {
        if (!HEX.canDecode(secretHex.toUpperCase(Locale.ROOT)) || secretHex.length() < 2 * 16)
            throw new IllegalArgumentException("a knock's secret has at least 32 hexadecimal digits");
    }

    /** @param random a cryptographic generator */
    public static OneTime random(RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new OneTime(HEX.encode(secret).toLowerCase(Locale.ROOT));
    }

    /** The sequence of a number from 0. */
    public KnockSequence sequence(long number, int length) {
        KnockSequence.requireLength(length);
        Set<Integer> ports = new LinkedHashSet<>();
        for (int i = 0; i < NUMBERS_EACH && ports.size() < length; i++)
            ports.add(FIRST_PORT + hotp(NUMBERS_EACH * number + i) % EIGHT_DIGITS % PORTS);
        // Of sixteen, eight are distinct but for once in more numbers than anybody lives to count.
        return new KnockSequence(
                ports.stream().map(port -> new Knock(Protocol.TCP, port)).collect(ImmutableList.toImmutableList()));
    }

    /** RFC 4226 §5.3, before the digits are taken. */
    int hotp(long counter) {
        byte[] message = new byte[8];
        for (int i = 0; i < 8; i++) message[i] = (byte) (counter >>> 56 - 8 * i);
        byte[] hash = hmac(message);
        int at = hash[hash.length - 1] & 0xf;
        return (hash[at] & 0x7f) << 24 | (hash[at + 1] & 0xff) << 16 | (hash[at + 2] & 0xff) << 8 | hash[at + 3] & 0xff;
    }

    private byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(HEX.decode(secretHex.toUpperCase(Locale.ROOT)), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
