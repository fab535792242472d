package io.callgate.gate;

import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;

/**
 * The ranges of which a command changed grants, or bans, or wants the kernel looked after.
 *
 * @param doors whether it changed what somebody knocks with or rings at
 */
record ChangedRanges(ImmutableSet<AddressRange> grants, ImmutableSet<AddressRange> bans, boolean doors) {

    static final ChangedRanges NOTHING = new ChangedRanges(ImmutableSet.of(), ImmutableSet.of(), false);

    /** Whether the kernel has nothing to be told. */
    boolean isEmpty() {
        return grants.isEmpty() && bans.isEmpty();
    }

    ChangedRanges and(ChangedRanges other) {
        boolean both = doors || other.doors;
        if (other.isEmpty()) return new ChangedRanges(grants, bans, both);
        return new ChangedRanges(union(grants, other.grants), union(bans, other.bans), both);
    }

    private static ImmutableSet<AddressRange> union(ImmutableSet<AddressRange> one, ImmutableSet<AddressRange> other) {
        return ImmutableSet.<AddressRange>builder().addAll(one).addAll(other).build();
    }
}
