package io.callgate.firewall.ruleset;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Judged;
import io.callgate.core.service.OpenService;
import io.callgate.firewall.nft.SetContents;
import java.util.Optional;

/** The sets of a {@link Ruleset}, each made once: a large book has many elements that name them. */
public final class GateSets {

    private final ImmutableSet<GateSet> all;
    private final ImmutableMap<String, OfService> allow;
    private final ImmutableSet<GateSet> judged = ImmutableSet.of(GateSet.judged(false), GateSet.judged(true));
    private final ImmutableSet<GateSet> spared = ImmutableSet.of(GateSet.spared(false), GateSet.spared(true));
    private final OfService ban;
    private final OfService shut;

    private record OfService(GateSet v4, GateSet v4Range, GateSet v6, GateSet v6Range) {
        public GateSet of(AddressRange range) {
            if (range.isV6()) return range.isSingle() ? v6 : v6Range;
            return range.isSingle() ? v4 : v4Range;
        }

        public static OfService allow(String service) {
            return new OfService(
                    GateSet.allow(service, false, false),
                    GateSet.allow(service, false, true),
                    GateSet.allow(service, true, false),
                    GateSet.allow(service, true, true));
        }
    }

    public GateSets(Ruleset ruleset) {
        ImmutableMap.Builder<String, OfService> byService = ImmutableMap.builder();
        ruleset.opened().forEach(service -> byService.put(service, OfService.allow(service)));
        allow = byService.build();
        ban = new OfService(
                GateSet.ban(false, false), GateSet.ban(false, true), GateSet.ban(true, false), GateSet.ban(true, true));
        shut = new OfService(
                GateSet.shut(false, false),
                GateSet.shut(false, true),
                GateSet.shut(true, false),
                GateSet.shut(true, true));
        ImmutableSet.Builder<GateSet> sets = ImmutableSet.builder();
        allow.values().forEach(of -> sets.add(of.v4, of.v4Range, of.v6, of.v6Range));
        sets.addAll(judged).addAll(spared);
        sets.add(shut.v4, shut.v4Range, shut.v6, shut.v6Range);
        sets.add(ban.v4, ban.v4Range, ban.v6, ban.v6Range);
        for (boolean v6 : new boolean[] {false, true}) sets.add(GateSet.used(v6), GateSet.flows(v6), GateSet.peers(v6));
        for (OpenService open : ruleset.open())
            if (open.perSecond().isPresent())
                sets.add(GateSet.rate(open.service(), false), GateSet.rate(open.service(), true));
        if (ruleset.sight())
            sets.add(GateSet.pace(false), GateSet.pace(true), GateSet.spray(false), GateSet.spray(true));
        all = sets.add(GateSet.UNCONFIRMED).build();
    }

    /** Those of one service together, {@code all} first; then judged and spared, then whom an administrator banned, then bans, then what the kernel fills. */
    public ImmutableSet<GateSet> all() {
        return all;
    }

    /** Where {@code range} stands when {@code service} is open for it; empty for a service that has no ports here. */
    public Optional<GateSet> allow(String service, AddressRange range) {
        return Optional.ofNullable(allow.get(service)).map(of -> of.of(range));
    }

    public GateSet ban(AddressRange range) {
        if (Banned.isClient(range)) return range.isV6() ? ban.v6 : ban.v4;
        return range.isV6() ? ban.v6Range : ban.v4Range;
    }

    public GateSet shut(AddressRange range) {
        return shut.of(range);
    }

    /** The hash sets of bans, which hold what comes by the million. */
    public ImmutableSet<GateSet> bansOfClients() {
        return ImmutableSet.of(ban.v4, ban.v6);
    }

    /** Those that an {@link SetContents} holds: all that follow the book but {@link #bansOfClients}. */
    public ImmutableSet<GateSet> ofElements() {
        return all.stream()
                .filter(set -> set.kind() == GateSet.Kind.HASH || set.isInterval())
                .filter(set -> !bansOfClients().contains(set))
                .collect(ImmutableSet.toImmutableSet());
    }

    public GateSet of(Judged each) {
        return (each.isSpared() ? spared : judged).asList().get(each.address().isV6() ? 1 : 0);
    }
}
