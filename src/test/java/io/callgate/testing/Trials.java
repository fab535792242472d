package io.callgate.testing;

/**
 * How often a test tries what it makes up: all the times it names, or of these the percentage in the system property {@code
 * callgate.trials}, for whoever runs the same trials a second time in another Java.
 */
public final class Trials {

    private static final int PERCENT = Integer.getInteger("callgate.trials", 100);

    private Trials() {}

    public static int of(int all) {
        return Math.max(1, Math.toIntExact(all * (long) PERCENT / 100));
    }
}
