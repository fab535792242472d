package io.callgate.testing;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A firewall that only remembers, for tests of what is decided and told. Packets are another test's matter. */
public final class MemoryFirewall implements Firewall {

    private final Map<AddressRange, RangeOpenings> held = new ConcurrentSkipListMap<>();
    private volatile Optional<String> broken = Optional.empty();
    private volatile Mode mode = Mode.ENFORCE;
    private volatile int convergences;
    private volatile int rehearsals;
    private volatile int adoptions;
    private final Semaphore notices = new Semaphore(0);
    private volatile Banned bans = new Banned();
    private volatile Optional<Damage> damage = Optional.empty();
    private volatile Optional<Instant> trialUntil = Optional.empty();
    private volatile Noted noted = new Noted(ImmutableMap.of(), ImmutableMap.of(), ImmutableMap.of());

    /** From now on every call fails, until {@link #repair}. */
    public void breakDown(String message) {
        broken = Optional.of(message);
    }

    public void repair() {
        broken = Optional.empty();
    }

    /** As when another tool flushes the ruleset. */
    public void flush() {
        held.clear();
    }

    /** How often it was brought in line as a whole. */
    public int convergences() {
        return convergences;
    }

    public boolean isOpenFor(String range) {
        return !openFor(AddressRange.parse(range)).isEmpty();
    }

    public Optional<RangeOpenings> standing(String range) {
        return Optional.ofNullable(held.get(AddressRange.parse(range)));
    }

    @Override
    public int converge(Collection<RangeOpenings> standings, Banned wantedBans, Instant now) {
        check();
        convergences++;
        bans = wantedBans.copy();
        Map<AddressRange, RangeOpenings> before = Map.copyOf(held);
        held.clear();
        standings.forEach(s -> held.put(s.range(), s));
        return before.equals(held) ? 0 : Math.max(1, Math.abs(before.size() - held.size()));
    }

    @Override
    public int apply(Collection<RangeOpenings> standings, Banned changedBans, Instant now) {
        check();
        Banned all = bans.copy();
        all.overlay(changedBans);
        bans = all;
        for (RangeOpenings standing : standings) {
            if (standing.isNothing()) held.remove(standing.range());
            else held.put(standing.range(), standing);
        }
        return standings.size();
    }

    private void check() {
        if (broken.isPresent()) throw new FirewallException(broken.get());
    }

    @Override
    public void rehearse(Instant now) {
        check();
        rehearsals++;
    }

    /** How often a ban was rehearsed. */
    public int rehearsals() {
        return rehearsals;
    }

    @Override
    public boolean lets(Address address) {
        return held.values().stream()
                .anyMatch(s -> s.range().contains(address) && !s.openings().isEmpty());
    }

    /** As when somebody changed the table, which the next look finds and mends. */
    public void damage(Damage found) {
        damage = Optional.of(found);
        wake();
    }

    @Override
    public void adopt(Instant now) {
        check();
        adoptions++;
    }

    /** How often it went on with what was there. */
    public int adoptions() {
        return adoptions;
    }

    @Override
    public void await(Duration longest) {
        try {
            if (notices.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) notices.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        notices.release();
    }

    @Override
    public void eachBan(Banned.Each each) {
        bans.each(each);
    }

    /** Whether damage waits to be found. */
    public boolean isDamaged() {
        return damage.isPresent();
    }

    @Override
    public Optional<Damage> mend(Instant now) {
        check();
        Optional<Damage> found = damage;
        damage = Optional.empty();
        return found;
    }

    @Override
    public long bannedUntil(AddressRange range) {
        return bans.end(range);
    }

    public long bannedUntil(String range) {
        return bannedUntil(AddressRange.parse(range));
    }

    @Override
    public void mode(Mode newMode, Optional<Instant> until, Instant now) {
        check();
        mode = newMode;
        trialUntil = until;
    }

    /** As when a program opens it anew. */
    public void opened(Mode itsMode, Optional<Instant> until) {
        mode = itsMode;
        trialUntil = until;
    }

    public Optional<Instant> trialUntil() {
        return trialUntil;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    /** As when the kernel noted something. */
    public void note(Noted what) {
        noted = what;
    }

    @Override
    public Noted noted(Instant now) {
        check();
        return noted;
    }

    @Override
    public Counters counters() {
        check();
        return new Counters(ImmutableMap.of("banned", 5L, "granted", 12L, "closed", 345L));
    }

    @Override
    public List<String> openFor(AddressRange range) {
        check();
        return held.values().stream()
                .filter(s -> s.range().contains(range))
                .flatMap(s -> s.openings().stream())
                .map(Opening::service)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String show() {
        check();
        return "table inet callgate {\n\tset x {\n\t}\n}\n";
    }

    @Override
    public void close() {
        // The kernel keeps what it holds.
    }
}
