package io.callgate.core.knock;

import io.callgate.core.address.Address;
import io.callgate.core.address.Mix;

/**
 * Which sources knocked a first port, and when: 20 bytes each, so that a flood of a million forged sources at a first port
 * within the time of an attempt pushes nobody out. Beyond that, the oldest of the few that share a place goes.
 */
final class FirstKnocks {

    private static final int WAYS = 16;
    private static final int FEWEST = 1 << 10;
    private static final int MOST = 1 << 21;
    private static final int NOBODY = -1;

    private final long salt;
    private final long withinMillis;
    private long[] sources = {};
    private int[] codes = {};
    private int[] connections = {};
    /** Milliseconds since {@link #startMillis}. */
    private int[] times = {};

    private long startMillis;
    private int size;

    FirstKnocks(long salt, long withinMillis) {
        this.salt = salt;
        this.withinMillis = withinMillis;
        allot(FEWEST);
    }

    private void allot(int entries) {
        sources = new long[entries];
        codes = new int[entries];
        java.util.Arrays.fill(codes, NOBODY);
        connections = new int[entries];
        times = new int[entries];
        size = 0;
    }

    void put(Address source, int code, long atMillis, int connection) {
        int at = ticks(atMillis);
        long key = key(source);
        int entry = place(key, at);
        if (codes[entry] == NOBODY) size++;
        sources[entry] = key;
        codes[entry] = code;
        connections[entry] = connection;
        times[entry] = at;
    }

    /** Takes out what {@code source} began; null for one that began nothing, or too long ago. */
    Trail take(Address source, long atMillis) {
        int entry = find(key(source));
        if (entry < 0) return null;
        int code = codes[entry];
        int began = times[entry];
        int connection = connections[entry];
        remove(entry);
        return isLive(began, ticks(atMillis)) ? new Trail(code, startMillis + began, connection) : null;
    }

    void remove(Address source) {
        if (size == 0) return;
        int entry = find(key(source));
        if (entry >= 0) remove(entry);
    }

    private void remove(int entry) {
        codes[entry] = NOBODY;
        size--;
    }

    int size() {
        return size;
    }

    private int ticks(long atMillis) {
        long ticks = atMillis - startMillis;
        if (ticks >= 0 && ticks < Integer.MAX_VALUE / 2) return (int) ticks;
        // The first packet, every twelve days, and when the clock was set back: what was begun is forgotten.
        allot(sources.length);
        startMillis = atMillis;
        return 0;
    }

    private boolean isLive(int began, int now) {
        return now - began <= withinMillis;
    }

    private int find(long key) {
        int first = first(key);
        for (int entry = first; entry < first + WAYS; entry++)
            if (codes[entry] != NOBODY && sources[entry] == key) return entry;
        return -1;
    }

    private int place(long key, int now) {
        int found = find(key);
        if (found >= 0) return found;
        int first = first(key);
        int oldest = first;
        for (int entry = first; entry < first + WAYS; entry++) {
            if (codes[entry] == NOBODY) return entry;
            if (times[entry] < times[oldest]) oldest = entry;
        }
        if (!isLive(times[oldest], now) || sources.length == MOST) return oldest;
        grow();
        return place(key, now);
    }

    private void grow() {
        long[] oldSources = sources;
        int[] oldCodes = codes;
        int[] oldConnections = connections;
        int[] oldTimes = times;
        allot(oldSources.length * 2);
        for (int old = 0; old < oldSources.length; old++) {
            if (oldCodes[old] == NOBODY) continue;
            int first = first(oldSources[old]);
            while (codes[first] != NOBODY) first++;
            sources[first] = oldSources[old];
            codes[first] = oldCodes[old];
            connections[first] = oldConnections[old];
            times[first] = oldTimes[old];
            size++;
        }
    }

    private int first(long key) {
        return ((int) (key >>> 40) & sources.length / WAYS - 1) * WAYS;
    }

    private long key(Address source) {
        return Mix.of(source, salt);
    }
}
