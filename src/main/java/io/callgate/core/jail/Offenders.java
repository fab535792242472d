package io.callgate.core.jail;

/**
 * The last attempts of each client, as far as memory goes. It is bounded: whoever is new takes the place of one whose attempts
 * are too old to count, or else of one with the fewest; a flood from millions of addresses that try once pushes each other out,
 * and not the one that has tried four times.
 */
final class Offenders {

    private static final int WAYS = 8;
    private static final int MOST = 1 << 20;
    private static final int CELLS = 1 << 23;
    private static final int FEWEST = 1 << 12;

    /** Times are counted in these. */
    private static final int TICK_MILLIS = 100;

    private final int maxRetry;
    private final int findTicks;
    private final int most;
    private long[] keys;
    /** How many of an entry's times are taken; 0 for an empty entry. */
    private short[] counts;
    /** For each entry its times, the oldest first. */
    private int[] times;

    private long startMillis = Long.MIN_VALUE;

    Offenders(int maxRetry, long findMillis) {
        this.maxRetry = maxRetry;
        this.findTicks = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(1, findMillis / TICK_MILLIS));
        this.most = Math.max(FEWEST, Math.min(MOST, Integer.highestOneBit(CELLS / maxRetry)));
        allot(FEWEST);
    }

    private void allot(int entries) {
        keys = new long[entries];
        counts = new short[entries];
        times = new int[entries * maxRetry];
    }

    /** Enters an attempt, and returns how many of the client's count. {@code maxRetry} of them are forgotten at once. */
    int attempt(long key, long atMillis) {
        if (startMillis == Long.MIN_VALUE) startMillis = atMillis;
        int at = (int) ((atMillis - startMillis) / TICK_MILLIS);
        int entry = entry(key, at);
        forget(entry, at - findTicks);
        int count = counts[entry];
        times[entry * maxRetry + count] = at;
        counts[entry] = (short) (count + 1 < maxRetry ? count + 1 : 0);
        return count + 1;
    }

    private int entry(long key, int now) {
        int first = first(key);
        int worst = first;
        for (int entry = first; entry < first + WAYS; entry++) {
            if (counts[entry] > 0 && keys[entry] == key) return entry;
            if (isBetterVictim(entry, worst, now)) worst = entry;
        }
        if (weight(worst, now) > 0 && keys.length < most) {
            grow(now);
            return entry(key, now);
        }
        keys[worst] = key;
        counts[worst] = 0;
        return worst;
    }

    private int first(long key) {
        return (int) (Clients.mixed(key) >>> 33) % (keys.length / WAYS) * WAYS;
    }

    /** Twice the room, before anybody is pushed out. */
    private void grow(int now) {
        long[] oldKeys = keys;
        short[] oldCounts = counts;
        int[] oldTimes = times;
        allot(oldKeys.length * 2);
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldCounts[old] == 0) continue;
            int entry = entry(oldKeys[old], now);
            counts[entry] = oldCounts[old];
            System.arraycopy(oldTimes, old * maxRetry, times, entry * maxRetry, maxRetry);
        }
    }

    /** Fewer attempts that count make a better victim, and of as many the older. */
    private boolean isBetterVictim(int entry, int than, int now) {
        int mine = weight(entry, now);
        int its = weight(than, now);
        return mine != its ? mine < its : mine > 0 && last(entry) < last(than);
    }

    private int weight(int entry, int now) {
        return counts[entry] == 0 || last(entry) < now - findTicks ? 0 : counts[entry];
    }

    private int last(int entry) {
        return times[entry * maxRetry + counts[entry] - 1];
    }

    /** Attempts before {@code horizon} no longer count. */
    private void forget(int entry, int horizon) {
        int from = entry * maxRetry;
        int kept = 0;
        for (int i = 0; i < counts[entry]; i++) if (times[from + i] > horizon) times[from + kept++] = times[from + i];
        counts[entry] = (short) kept;
    }
}
