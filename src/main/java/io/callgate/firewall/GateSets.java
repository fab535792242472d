package io.callgate.firewall;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;
import java.util.Optional;

/** The sets of a {@link Ruleset}, each made once: a large book has many elements that name them. */
final class GateSets {

    private final ImmutableSet<GateSet> all;
    private final ImmutableMap<String, OfService> allow;
    private final OfService judged;

    private record OfService(GateSet v4, GateSet v4Range, GateSet v6, GateSet v6Range) {
        GateSet of(AddressRange range) {
            if (range.isV6()) return range.isSingle() ? v6 : v6Range;
            return range.isSingle() ? v4 : v4Range;
        }

        static OfService allow(String service) {
            return new OfService(
                    GateSet.allow(service, false, false),
                    GateSet.allow(service, false, true),
                    GateSet.allow(service, true, false),
                    GateSet.allow(service, true, true));
        }
    }

    GateSets(Ruleset ruleset) {
        ImmutableMap.Builder<String, OfService> byService = ImmutableMap.builder();
        ruleset.opened().forEach(service -> byService.put(service, OfService.allow(service)));
        allow = byService.build();
        judged = new OfService(
                GateSet.judged(false, false),
                GateSet.judged(false, true),
                GateSet.judged(true, false),
                GateSet.judged(true, true));
        ImmutableSet.Builder<GateSet> sets = ImmutableSet.builder();
        allow.values().forEach(of -> sets.add(of.v4, of.v4Range, of.v6, of.v6Range));
        all = sets.add(judged.v4, judged.v4Range, judged.v6, judged.v6Range).build();
    }

    /** Those of one service together, {@code all} first, judged last. */
    ImmutableSet<GateSet> all() {
        return all;
    }

    /** Where {@code range} stands when {@code service} is open for it; empty for a service that has no ports here. */
    Optional<GateSet> allow(String service, AddressRange range) {
        return Optional.ofNullable(allow.get(service)).map(of -> of.of(range));
    }

    GateSet judged(AddressRange range) {
        return judged.of(range);
    }
}
