package io.callgate.core.ban;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which ranges are shut out until when: all that the firewall has to know of bans. A million IPv4 addresses and IPv6
 * networks of /64 fit into some tens of megabytes. Ends are milliseconds since the epoch, from 1; one that has passed says
 * that the range is to be taken out.
 */
public final class Banned {

    /** The end of a ban that nobody has ended. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** What one client of IPv6 commonly has at its command (RFC 6177). */
    private static final int CLIENT_V6 = 64;

    private static final long PASSED = 1;

    private final LongMap v4 = new LongMap();
    private final LongMap v6 = new LongMap();
    private final Map<AddressRange, Long> others = new HashMap<>();

    /** Takes in a range and the millisecond of its end. */
    public interface Each {
        void range(AddressRange range, long endMillis);
    }

    /** What a ban of {@code range} shuts out: a whole /64 at least, for IPv6. */
    public static AddressRange widened(AddressRange range) {
        if (!range.isV6() || range.prefix() <= CLIENT_V6) return range;
        return new AddressRange(range.network().masked(CLIENT_V6), CLIENT_V6);
    }

    /** Whether it is an IPv4 address or an IPv6 /64: what bans come in by the million. */
    public static boolean isClient(AddressRange range) {
        return range.isV6() ? range.prefix() == CLIENT_V6 : range.isSingle();
    }

    /** Enters a ban. Of two bans of one range the later end counts. */
    public void put(AddressRange range, Optional<Instant> endsAt) {
        put(range, millis(endsAt));
    }

    /** An end as it is kept here; none is {@link #FOR_EVER}. */
    public static long millis(Optional<Instant> endsAt) {
        return endsAt.map(end -> Math.max(PASSED, end.toEpochMilli())).orElse(FOR_EVER);
    }

    /** As {@link #put(AddressRange, Optional)}; {@code endMillis} is positive. */
    public void put(AddressRange range, long endMillis) {
        replace(range, Math.max(endMillis, end(range)));
    }

    /** Says that nothing bans {@code range}. */
    public void lift(AddressRange range) {
        replace(range, PASSED);
    }

    /** When the ban of exactly this range ends; 0 when nothing is known of it. */
    public long end(AddressRange range) {
        if (!isClient(range)) return others.getOrDefault(range, 0L);
        return range.isV6()
                ? v6.get(range.network().high())
                : v4.get(range.network().low());
    }

    /** As {@link #put(AddressRange, long)}, whatever was entered before. */
    public void replace(AddressRange range, long endMillis) {
        if (endMillis <= 0) throw new IllegalArgumentException(range + " cannot be banned until " + endMillis);
        if (!isClient(range)) others.put(range, endMillis);
        else if (range.isV6()) v6.put(range.network().high(), endMillis);
        else v4.put(range.network().low(), endMillis);
    }

    /** Takes over all that {@code other} says, instead of what was said here. */
    public void overlay(Banned other) {
        other.each(this::replace);
    }

    public Banned copy() {
        Banned copy = new Banned();
        copy.overlay(this);
        return copy;
    }

    /** As if nothing had ever been known of {@code range}. */
    public void forget(AddressRange range) {
        if (!isClient(range)) others.remove(range);
        else if (range.isV6()) v6.remove(range.network().high());
        else v4.remove(range.network().low());
    }

    /** Forgets what is over at {@code nowMillis}. */
    public void forgetPassed(Banned among, long nowMillis) {
        among.each((range, end) -> {
            if (end <= nowMillis) forget(range);
        });
    }

    /** Whether there are any but {@link #eachClient}. */
    public boolean hasOthers() {
        return !others.isEmpty();
    }

    public int size() {
        return v4.size() + v6.size() + others.size();
    }

    /** All, in no order. */
    public void each(Each each) {
        eachClient(each);
        eachOther(each);
    }

    /** IPv4 addresses and IPv6 /64s. */
    public void eachClient(Each each) {
        v4.each((low, end) -> each.range(new Address(false, 0, low).asRange(), end));
        v6.each((high, end) -> each.range(new AddressRange(new Address(true, high, 0), CLIENT_V6), end));
    }

    /** All but {@link #eachClient}. */
    public void eachOther(Each each) {
        others.forEach(each::range);
    }
}
