package io.callgate.core.jail;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;

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

    /** How finely {@link #open} tells the later from the earlier. */
    private static final int AGES = 64;

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
        int at = tick(atMillis);
        int entry = entry(key, at);
        forget(entry, at - findTicks);
        int count = counts[entry];
        times[entry * maxRetry + count] = at;
        counts[entry] = (short) (count + 1 < maxRetry ? count + 1 : 0);
        return count + 1;
    }

    /** The client has done nothing. */
    void forget(long key) {
        int first = first(key);
        for (int entry = first; entry < first + WAYS; entry++) if (keys[entry] == key) counts[entry] = 0;
    }

    /**
     * Those whose attempts count, at most {@code most} attempts of all of them: who has made more comes first, and of as many
     * who made the last one later. Cheap also of a million, because it sorts by counting.
     */
    ImmutableList<Progress.Open> open(long nowMillis, int most) {
        if (startMillis == Long.MIN_VALUE) return ImmutableList.of();
        int now = tick(nowMillis);
        int[] room = room(now, most);
        ImmutableList.Builder<Progress.Open> open = ImmutableList.builder();
        for (int entry = 0; entry < counts.length; entry++) {
            int weight = weight(entry, now);
            if (weight == 0 || room[rank(entry, weight, now)] < weight) continue;
            room[rank(entry, weight, now)] -= weight;
            open.add(open(entry));
        }
        return open.build();
    }

    /** How many attempts of each rank there is room for, when those of higher ranks come first. */
    private int[] room(int now, int most) {
        int[] attempts = new int[maxRetry * AGES];
        for (int entry = 0; entry < counts.length; entry++) {
            int weight = weight(entry, now);
            if (weight > 0) attempts[rank(entry, weight, now)] += weight;
        }
        int left = most;
        for (int rank = attempts.length - 1; rank >= 0; rank--) {
            attempts[rank] = Math.min(attempts[rank], left);
            left -= attempts[rank];
        }
        return attempts;
    }

    private int rank(int entry, int weight, int now) {
        long left = Math.max(0, Math.min(findTicks, (long) last(entry) - now + findTicks));
        return weight * AGES + (int) (left * (AGES - 1) / findTicks);
    }

    private Progress.Open open(int entry) {
        ImmutableLongArray.Builder at = ImmutableLongArray.builder(counts[entry]);
        for (int i = 0; i < counts[entry]; i++) at.add(startMillis + (long) times[entry * maxRetry + i] * TICK_MILLIS);
        return new Progress.Open(Clients.address(keys[entry]), at.build());
    }

    private int tick(long atMillis) {
        return (int) ((atMillis - startMillis) / TICK_MILLIS);
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
