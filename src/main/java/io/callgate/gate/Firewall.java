package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

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
     * really holds. Returns how many elements were added and removed; 0 when all was as it should be.
     *
     * @param standings no range twice
     */
    int converge(Collection<Standing> standings, Instant now);

    /**
     * Makes the kernel hold exactly these standings for their ranges, and leaves all other ranges alone: one transaction.
     * A {@link Standing#none} takes a range out. Returns how many elements were added and removed.
     */
    int apply(Collection<Standing> standings, Instant now);

    /** Changes the mode, until another is set or this is opened anew, in one transaction, without a packet judged by half a ruleset. */
    void mode(Mode mode);

    Mode mode();

    /** How many packets the rules counted since they were loaded; zeros before. */
    Counters counters();

    /** The services to which the kernel lets all of this range by grant at this moment, in alphabetical order. */
    List<String> openFor(AddressRange range);

    /** The table as nft prints it. */
    String show();

    @Override
    void close();

    /** Packets that a rule allowed by grant, and packets that were (or in observe mode would have been) dropped. */
    record Counters(long granted, long closed) {}
}
