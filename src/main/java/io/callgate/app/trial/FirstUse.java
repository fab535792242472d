package io.callgate.app.trial;

import io.callgate.core.account.PinHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;

/**
 * Makes the first use of what the JVM prepares then and never again. Java keeps a class whose preparation failed broken for as
 * long as it runs, and passes over a jar that it could once not open: a passing want of descriptors or memory would last until
 * the next restart.
 */
public final class FirstUse {

    /** Nobody has it. */
    private static final String PIN = "000000";

    private FirstUse() {}

    /** To be called before anybody is let in; what fails keeps the program from starting. */
    public static void make() {
        openJars();
        new SecureRandom().nextInt();
        hash();
    }

    /** Who asks for what is in none of them has all of them opened. */
    private static void openJars() {
        try {
            FirstUse.class.getClassLoader().getResources("io/callgate/none").hasMoreElements();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own jars cannot be read", e);
        }
    }

    /** As a log-in does, in a moment; fails as that would. */
    public static void hash() {
        PinHash hash = PinHash.of(PIN, new byte[16], 1);
        if (!hash.matches(PIN)) throw new IllegalStateException("a PIN does not match its own hash");
    }
}
