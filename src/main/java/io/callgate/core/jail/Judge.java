package io.callgate.core.jail;

import io.callgate.core.address.Address;
import io.callgate.core.ban.LongMap;
import io.callgate.core.failure.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides when failures are an offence: {@link Jail#maxRetry} attempts of one client within the find time, IPv6 by /64. Its
 * memory is bounded, however many addresses attack, and keeps the worst. For one thread.
 */
public final class Judge {

    /** Banned clients that are remembered, so that they are banned longer when they come back. */
    private static final int REPEATERS = 1 << 20;

    /** So many attempts are told to the next judge. */
    private static final int OPEN = 60_000;

    private final Jail jail;
    private final Attempts attempts = new Attempts();
    private final Offenders offenders;

    /** When the latest ban of a client ends, and how many it had. */
    private final LongMap until = new LongMap();

    private final LongMap times = new LongMap();

    private volatile long counted;

    public Judge(Jail jail) {
        this.jail = jail;
        this.offenders = new Offenders(jail.maxRetry(), jail.findTime().toMillis());
    }

    /** Takes in what the book knows of a client: when the latest of its bans ends, and how many it had. */
    public void remember(Address client, long endMillis, int bans) {
        long key = Clients.key(client);
        if (until.get(key) == 0 && until.size() >= REPEATERS) return;
        until.put(key, Math.max(1, Math.max(endMillis, until.get(key))));
        times.put(key, times.get(key) + bans);
    }

    /** How many attempts counted. Any thread may ask. */
    public long counted() {
        return counted;
    }

    /** A client is no longer banned, and what it fails at counts again. */
    public void pardon(Address client) {
        long key = Clients.key(client);
        until.remove(key);
        times.remove(key);
        offenders.forget(key);
    }

    /** What the next judge has to know, if it goes on where this one has come to. Bounded: the worst and latest. */
    public Progress progress(long nowMillis) {
        long horizon = nowMillis - jail.findTime().toMillis();
        return new Progress(offenders.open(nowMillis, OPEN), attempts.since(horizon));
    }

    /**
     * Goes on where another judge had come to, perhaps under another jail; before any failure. What was too long ago is
     * nothing. Nor is what lies in the future: the clock was put back, and nobody knows how long ago it was.
     */
    public void resume(Progress progress, long nowMillis) {
        for (Progress.Open open : progress.open()) {
            long[] recent = open.atMillis().stream()
                    .filter(at ->
                            at <= nowMillis && at >= nowMillis - jail.findTime().toMillis())
                    .sorted()
                    .toArray();
            // As many as ban are an offence with the next attempt, and not by themselves.
            for (int i = Math.max(0, recent.length - jail.maxRetry() + 1); i < recent.length; i++)
                offenders.attempt(Clients.key(open.client()), recent[i]);
        }
        progress.counted().stream()
                .filter(attempt -> attempt.begunMillis() <= nowMillis)
                .forEach(attempts::resume);
    }

    /**
     * What {@code failure} comes to at {@code nowMillis}. Older than the find time it is nothing; a failure from the future is
     * one of now. Nor do failures of a client that is banned already count.
     */
    public Optional<Offence> judge(Failure failure, long nowMillis) {
        if (failure.atMillis() < nowMillis - jail.findTime().toMillis()) return Optional.empty();
        long key = Clients.key(failure.address());
        if (until.get(key) > nowMillis) return Optional.empty();
        if (attempts.more(key, failure) == 0) return Optional.empty();
        counted++;
        int count = offenders.attempt(key, Math.min(failure.atMillis(), nowMillis));
        return count < jail.maxRetry() ? Optional.empty() : Optional.of(offence(failure, key, count, nowMillis));
    }

    private Offence offence(Failure failure, long key, int count, long nowMillis) {
        int before = (int) Math.min(64, times.get(key));
        Instant end = Instant.ofEpochMilli(nowMillis).plus(jail.length(before));
        remember(failure.address(), end.toEpochMilli(), 1);
        return new Offence(Clients.range(failure.address()), failure, count, end);
    }
}
