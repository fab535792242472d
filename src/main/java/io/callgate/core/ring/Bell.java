package io.callgate.core.ring;

import io.callgate.core.address.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses that rang for one account. When more ring than it has places for, those who did in the last minute stay, and
 * a newcomer gets in by ringing more often than somebody there: a phone tries again and again, and each of a million forged
 * addresses does so once. An account's own port counts more than its extension, which a stranger may guess.
 */
final class Bell {

    static final int PLACES = 32;
    private static final long SAFE_MILLIS = 60_000;
    /** A count may be one too high by chance, for one address of a thousand; by two it hardly ever is. */
    private static final int DOUBT = 2;

    private static final class Entry {
        private final Address address;
        private Ring.Means means;
        private long atMillis;
        private int times;

        private Entry(Ring ring, int times) {
            this.address = ring.address();
            this.means = ring.means();
            this.atMillis = ring.atMillis();
            this.times = times;
        }

        private boolean isBetterThan(Entry other) {
            return means == other.means ? times >= other.times + DOUBT : means.compareTo(other.means) > 0;
        }

        private Ring ring() {
            return new Ring(address, atMillis, means);
        }
    }

    private static final Comparator<Entry> NEWEST =
            Comparator.comparingLong((Entry e) -> e.atMillis).reversed();
    private static final Comparator<Entry> PERSISTENT = Comparator.comparing((Entry e) -> e.means)
            .thenComparingInt(e -> e.times)
            .reversed()
            .thenComparing(NEWEST);

    private final Recurrence recurrence;
    private final int number;
    private final Map<Address, Entry> entries = new LinkedHashMap<>();
    private long crowdedAt = Long.MIN_VALUE / 2;

    /** @param number of this bell among others, for the recurrence that they share */
    Bell(Recurrence recurrence, int number) {
        this.recurrence = recurrence;
        this.number = number;
    }

    void ring(Ring ring) {
        Entry known = entries.get(ring.address());
        if (known != null) again(known, ring);
        else if (entries.size() < PLACES) entries.put(ring.address(), new Entry(ring, 1));
        else crowd(ring);
    }

    private static void again(Entry known, Ring ring) {
        known.atMillis = Math.max(known.atMillis, ring.atMillis());
        known.times = Math.min(1000, known.times + 1);
        if (ring.means().compareTo(known.means) > 0) known.means = ring.means();
    }

    private void crowd(Ring ring) {
        long now = ring.atMillis();
        Entry oldest = entries.values().stream().max(NEWEST).orElseThrow();
        if (oldest.atMillis < now - SAFE_MILLIS) {
            replace(oldest, new Entry(ring, 1));
            return;
        }
        crowdedAt = now;
        Entry fresh = new Entry(ring, recurrence.count(ring.address(), number, now));
        Entry least = least();
        if (fresh.isBetterThan(least)) replace(least, fresh);
    }

    /** Of those who rang as seldom the last to come, so that whoever was there before the flood stays. */
    private Entry least() {
        Entry last = entries.values().stream().max(PERSISTENT).orElseThrow();
        return entries.values().stream()
                .filter(entry -> entry.means == last.means && entry.times == last.times)
                .min(NEWEST)
                .orElseThrow();
    }

    private void replace(Entry old, Entry fresh) {
        entries.remove(old.address);
        entries.put(fresh.address, fresh);
    }

    void forget(Address address) {
        entries.remove(address);
    }

    List<Ring> rings(long nowMillis) {
        entries.values().removeIf(entry -> entry.atMillis < nowMillis - Rings.KEPT_MILLIS);
        boolean crowded = crowdedAt >= nowMillis - Rings.KEPT_MILLIS;
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(crowded ? PERSISTENT : NEWEST);
        return sorted.stream().map(Entry::ring).toList();
    }
}
