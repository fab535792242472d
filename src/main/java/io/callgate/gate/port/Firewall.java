package io.callgate.gate.port;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's packet filter. It is a cache of the book: every call says what should be, and is idempotent. Used by one
 * thread only. Faults come out as {@link FirewallException}: of what was asked, the kernel then holds nothing, or, after a
 * {@link #converge} too large for one transaction, whole ranges of it.
 */
public interface Firewall extends AutoCloseable {

    /** Whether packets that nothing allows are dropped, or only counted. */
    enum Mode {
        ENFORCE,
        OBSERVE;

        @Override
        public String toString() {
            return this == ENFORCE ? "enforce" : "observe";
        }
    }

    /**
     * Makes the kernel hold the table, its rules and exactly {@code standings}, by the smallest transaction from what it
     * really holds; and exactly {@code bans}. Returns how many elements were added and removed; 0 when all was as it should
     * be.
     *
     * @param standings no range twice
     */
    int converge(Collection<RangeOpenings> standings, Banned bans, Instant now);

    /**
     * Makes the kernel hold exactly these standings and bans for their ranges, and leaves all other ranges alone: one
     * transaction. A {@link RangeOpenings#none}, and a ban whose end has passed, take a range out. Returns how many elements were added and removed.
     */
    int apply(Collection<RangeOpenings> standings, Banned bans, Instant now);

    /**
     * Does all that {@link #apply} does to ban one address, for an address that nobody has, and takes it out again in the same
     * transaction: no packet meets it. What was done some hundred times is done faster.
     */
    void rehearse(Instant now);

    /**
     * Looks whether others changed the table since the last look, and if they did, makes it again what the last {@link
     * #converge} and {@link #apply} made it. Costs next to nothing when they did not, however often they change tables of
     * their own.
     */
    Optional<Damage> mend(Instant now);

    /**
     * Goes on from what the kernel's table holds, as if it had been told that; makes the rules as they should be. For a start
     * at which nobody knows what the table is to hold.
     */
    void adopt(Instant now);

    /**
     * Waits until others may have changed the table, or somebody calls {@link #wake}, or at most so long. What happened since
     * the last {@link #mend} counts.
     */
    void await(Duration longest);

    /** Ends an {@link #await}, or the next. On any thread. */
    void wake();

    /** Until when it was told to shut out exactly this range, in milliseconds since the epoch; 0 when it was not. */
    long bannedUntil(AddressRange range);

    /** All bans that it was told, in no order. Costs no look into the kernel. */
    void eachBan(Banned.Each each);

    /** Whether it was last told to let {@code address} in by grant to any service. Costs no look into the kernel. */
    boolean lets(Address address);

    /**
     * Changes the mode, until another is set or this is opened anew, in one transaction, without a packet judged by half a
     * ruleset.
     *
     * @param trialUntil when the kernel, by itself, stops to enforce and only observes; empty for never
     */
    void mode(Mode mode, Optional<Instant> trialUntil, Instant now);

    Mode mode();

    /** What the kernel noted of who began flows with whom. */
    Noted noted(Instant now);

    /** How many packets the rules counted since the table was made. */
    Counters counters();

    /** The services to which the kernel lets all of this range by grant at this moment, in alphabetical order. */
    List<String> openFor(AddressRange range);

    /** The table in the kernel as nft prints it; when there is none, what it is to be, without elements. */
    String show();

    @Override
    void close();

    /**
     * What others had done to the table.
     *
     * @param by who, as far as the kernel tells: a process's name and number, or empty
     * @param elements how many of sets had to change
     */
    record Damage(String what, String by, int elements) {
        @Override
        public String toString() {
            return what + (by.isEmpty() ? "" : " by " + by) + "; " + elements + " elements put right";
        }
    }

    /**
     * Addresses, each with the moment until which it is remembered unless it goes on.
     *
     * @param used who began a flow that a grant let in
     * @param flows who had a flow to a guarded port, and nothing that allowed it
     * @param peers to whom the PBX began flows before they used a grant
     */
    record Noted(
            ImmutableMap<Address, Instant> used,
            ImmutableMap<Address, Instant> flows,
            ImmutableMap<Address, Instant> peers) {}

    /**
     * How many packets each kind of rule has judged, by its name and in the order in which a packet meets them. {@code
     * granted} were let in by grant; {@code banned} and {@code closed} were dropped, or in observe mode would have been.
     */
    record Counters(ImmutableMap<String, Long> packets) {
        /** 0 for a kind that the kernel does not count yet. */
        public long of(String kind) {
            return packets.getOrDefault(kind, 0L);
        }
    }
}
