package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.jail.Offence;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What an offender is shut out of IPv6 with: the whole /64, or, where somebody is in there who is never banned, the address
 * alone. Of such there are few at once: whoever shares a network with this box can send from any of its addresses, and the
 * kernel is slow with many that are no whole networks. On the kernel lane.
 */
final class OffenderRange {

    static final int MOST_ALONE = 1_000;

    private final Map<AddressRange, Instant> alone = new HashMap<>();

    /** The client itself, which the policy refuses, when there are too many alone. */
    AddressRange of(Offence offence, BanPolicy policy, Instant now) {
        AddressRange range = policy.reach(offence.last().address().asRange());
        if (range.equals(offence.client())) return range;
        if (alone.size() >= MOST_ALONE) alone.values().removeIf(until -> !until.isAfter(now));
        if (alone.size() >= MOST_ALONE && !alone.containsKey(range)) return offence.client();
        alone.put(range, offence.until());
        return range;
    }
}
