package io.callgate.core.ban;

import io.callgate.core.address.Mix;

/** From numbers to positive numbers, in two arrays: a million pairs take 32 MB, where objects would take 100. */
public final class LongMap {

    private static final int SMALLEST = 16;

    private long[] keys = new long[SMALLEST];
    /** 0 where there is no pair. */
    private long[] values = new long[SMALLEST];

    private int size;

    public interface Each {
        void pair(long key, long value);
    }

    public int size() {
        return size;
    }

    /** 0 when there is none. */
    public long get(long key) {
        return values[slot(key)];
    }

    public void put(long key, long value) {
        if (value <= 0) throw new IllegalArgumentException(value + " is not positive");
        int slot = slot(key);
        boolean fresh = values[slot] == 0;
        keys[slot] = key;
        values[slot] = value;
        if (fresh && ++size > keys.length / 2) grow();
    }

    public void remove(long key) {
        int hole = slot(key);
        if (values[hole] == 0) return;
        size--;
        // What was pushed on by the removed pair moves back, so that it is still found.
        for (int next = next(hole); values[next] != 0; next = next(next)) {
            int home = home(keys[next]);
            boolean reachable = hole <= next ? hole < home && home <= next : hole < home || home <= next;
            if (reachable) continue;
            keys[hole] = keys[next];
            values[hole] = values[next];
            hole = next;
        }
        values[hole] = 0;
    }

    public void each(Each each) {
        for (int i = 0; i < keys.length; i++) if (values[i] != 0) each.pair(keys[i], values[i]);
    }

    private int slot(long key) {
        int slot = home(key);
        while (values[slot] != 0 && keys[slot] != key) slot = next(slot);
        return slot;
    }

    private int next(int slot) {
        return slot + 1 & keys.length - 1;
    }

    /** Addresses come in rows. */
    private int home(long key) {
        return (int) Mix.of(key) & keys.length - 1;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] == 0) continue;
            int slot = slot(oldKeys[i]);
            keys[slot] = oldKeys[i];
            values[slot] = oldValues[i];
        }
    }
}
