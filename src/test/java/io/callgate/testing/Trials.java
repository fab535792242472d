package io.callgate.testing;

/**
 * How often a test tries what it makes up: a quarter of the times it names, or the percentage of them in the system property
 * {@code callgate.trials}. What is made up is the same each time: a quarter is the beginning of all.
 */
public final class Trials {

    private static final int PERCENT = Integer.getInteger("callgate.trials", 25);

    private Trials() {}

    public static int of(int all) {
        return Math.max(1, Math.toIntExact(all * (long) PERCENT / 100));
    }
}
