package io.callgate.gate;

import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;

/** The ranges of which a command changed grants, or bans, or wants the kernel looked after. */
record Touched(ImmutableSet<AddressRange> grants, ImmutableSet<AddressRange> bans) {

    static final Touched NOTHING = new Touched(ImmutableSet.of(), ImmutableSet.of());

    boolean isEmpty() {
        return grants.isEmpty() && bans.isEmpty();
    }

    Touched and(Touched other) {
        if (other.isEmpty()) return this;
        return new Touched(union(grants, other.grants), union(bans, other.bans));
    }

    private static ImmutableSet<AddressRange> union(ImmutableSet<AddressRange> one, ImmutableSet<AddressRange> other) {
        return ImmutableSet.<AddressRange>builder().addAll(one).addAll(other).build();
    }
}
