package io.callgate.core.ring;

import io.callgate.core.address.Address;

/**
 * Knows from which networks ports were tried that are nobody's, and how many in all: who tries them all finds every account's own
 * port, and was told none. Of five to ten minutes, in half a megabyte.
 */
final class Astray {

    private static final long WITHIN_MILLIS = Rings.KEPT_MILLIS;
    private static final int WIDTH = 1 << 16;

    /** A browser that is given a wrong port tries it a dozen times. */
    private static final int MOST_OF_NETWORK = 20;

    /** Of 64,000 ports: one account's in a hundred is hardly found meanwhile, from however many networks. */
    private static final int MOST_OF_ALL = 400;

    private final long salt;
    private Recurrence now;
    private Recurrence before;
    private int all;
    private int allBefore;
    private long startMillis = Long.MIN_VALUE / 2;

    Astray(long salt) {
        this.salt = salt;
        this.now = fresh();
        this.before = fresh();
    }

    private Recurrence fresh() {
        return new Recurrence(salt, WIDTH, 2 * WITHIN_MILLIS);
    }

    /** So many that everybody is in doubt, and that nobody needs to be told of more. */
    boolean isFull(long nowMillis) {
        turn(nowMillis);
        return all > MOST_OF_ALL;
    }

    void saw(Address source, long atMillis) {
        if (isFull(atMillis)) return;
        now.count(network(source), 0, startMillis);
        all++;
    }

    /** Whether somebody there, or so many elsewhere, may have found a port by trying. */
    boolean mayHaveFound(Address source, long nowMillis) {
        return isFull(nowMillis)
                || allBefore > MOST_OF_ALL
                || Math.max(now.of(network(source), 0), before.of(network(source), 0)) > MOST_OF_NETWORK;
    }

    private void turn(long nowMillis) {
        // Packets of two processors come a little out of order; a clock that was set back is another thing.
        long passed = Math.abs(nowMillis - startMillis);
        if (passed <= WITHIN_MILLIS) return;
        boolean longAgo = passed > 2 * WITHIN_MILLIS;
        before = longAgo ? fresh() : now;
        allBefore = longAgo ? 0 : all;
        now = fresh();
        all = 0;
        startMillis = nowMillis;
    }

    /** Of IPv6 a provider's: whoever has one address there may have thousands of networks. */
    private static Address network(Address source) {
        return source.masked(source.isV6() ? 32 : 24);
    }
}
