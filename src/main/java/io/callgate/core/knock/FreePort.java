package io.callgate.core.knock;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** Picks ports that are nobody's. */
public final class FreePort {

    /** Those below are well-known (RFC 6335 §6). */
    private static final int FIRST = 1024;

    private static final int COUNT = 65536 - FIRST;
    private static final int TRIES = 1_000_000;

    private FreePort() {}

    /** One of 1024 to 65535; all that are {@code usable} are equally likely. */
    public static int random(IntPredicate usable, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + random.nextInt(COUNT);
            if (usable.test(port)) return port;
        }
        throw new IllegalStateException("no port from 1024 to 65535 is free");
    }
}
