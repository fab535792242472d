package io.callgate.firewall;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.service.Services;
import io.callgate.firewall.nft.BackgroundBanReader;
import io.callgate.firewall.nft.DisjointIntervals;
import io.callgate.firewall.nft.Element;
import io.callgate.firewall.nft.Kernel;
import io.callgate.firewall.nft.NamespaceLock;
import io.callgate.firewall.nft.Nft;
import io.callgate.firewall.nft.RunningClock;
import io.callgate.firewall.nft.SetContents;
import io.callgate.firewall.nft.Watch;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.GateSets;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table {@code inet callgate} of the network namespace in which this was constructed. It is never deleted and made
 * again, because packets would slip through in between.
 *
 * <p>The kernel ends grants by itself: elements carry their end, so that this need not be alive for it. Closing leaves the
 * table as it is. Openings of services that the catalog does not have are not held.
 */
public final class NftFirewall implements Firewall {

    /** No packet comes from there (RFC 1122 §3.2.1.3), and no ban is possible of it. */
    private static final AddressRange NOBODY = AddressRange.parse("0.0.0.1");

    private final Optional<NamespaceLock> claim;
    private final Kernel kernel;
    private final Table table;
    private final GateSets sets;
    private final Ticker ticker;
    private Ruleset ruleset;

    /** The standings of ranges, from which their covers are computed. */
    private Map<AddressRange, RangeOpenings> ranges = new HashMap<>();

    /** The bans of ranges that are no single client's, for the same. */
    private Banned rangeBans = new Banned();

    /**
     * @param ticker tells how much time passes while something is done
     * @throws FirewallException saying what is missing: libnftables, or the right to change the firewall
     */
    public NftFirewall(Ruleset ruleset, Ticker ticker) {
        this(ruleset, ticker, Optional.empty());
    }

    /**
     * As {@link #NftFirewall(Ruleset, Ticker)}, the only one so made in this network namespace until it is closed.
     *
     * @throws FirewallException also if another process has made one
     */
    public static NftFirewall claim(Ruleset ruleset, Ticker ticker) {
        NamespaceLock claim = new NamespaceLock();
        try {
            return new NftFirewall(ruleset, ticker, Optional.of(claim));
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private NftFirewall(Ruleset ruleset, Ticker ticker, Optional<NamespaceLock> claim) {
        this.claim = claim;
        this.ruleset = ruleset;
        this.ticker = ticker;
        this.sets = new GateSets(ruleset);
        this.kernel = new Kernel();
        try {
            kernel.generation();
            this.table = new Table(
                    kernel, new Nft(), sets, new Watch(), new BackgroundBanReader(sets.bansOfClients(), ticker));
        } catch (RuntimeException e) {
            kernel.close();
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Elements in large numbers go in several transactions, an address always whole in one and the rules in the last:
     * when one fails, those before it stand.
     */
    @Override
    public int converge(Collection<RangeOpenings> standings, Banned bans, Instant now) {
        RunningClock moment = new RunningClock(now, ticker);
        long nowMillis = moment.millis();
        SetContents wanted = new SetContents();
        Map<AddressRange, RangeOpenings> wantedRanges = new HashMap<>();
        for (RangeOpenings standing : standings) {
            if (standing.range().isSingle())
                wanted.single(standing.range().network(), SetContents.wanted(standing, sets, nowMillis));
            else wantedRanges.put(standing.range(), standing);
        }
        Banned wantedBans = new Banned();
        bans.eachOther(wantedBans::replace);
        wanted.pieces(SetContents.cover(wantedRanges.values(), wantedBans, sets, nowMillis));
        int changed = table.reconcile(ruleset, wanted, bans.copy(), moment);
        ranges = wantedRanges;
        rangeBans = wantedBans;
        return changed;
    }

    @Override
    public void adopt(Instant now) {
        SetContents held = table.adopt(ruleset, new RunningClock(now, ticker));
        Map<AddressRange, RangeOpenings> heldRanges = new HashMap<>();
        Banned heldBans = new Banned();
        for (Element piece : held.pieces().values())
            for (AddressRange range : DisjointIntervals.blocks(piece)) {
                RangeOpenings standing = heldRanges.getOrDefault(range, RangeOpenings.none(range));
                Optional<RangeOpenings> more = piece.adopted(standing);
                more.ifPresentOrElse(other -> heldRanges.put(range, other), () -> heldBans.put(range, piece.end()));
            }
        ranges = heldRanges;
        rangeBans = heldBans;
    }

    @Override
    public void await(Duration longest) {
        table.await(longest);
    }

    @Override
    public void wake() {
        table.wake();
    }

    @Override
    public long bannedUntil(AddressRange range) {
        return Banned.isClient(range) ? table.banEnd(range) : rangeBans.end(range);
    }

    @Override
    public void eachBan(Banned.Each each) {
        table.eachClientBan(each);
        rangeBans.eachOther(each);
    }

    @Override
    public int apply(Collection<RangeOpenings> standings, Banned bans, Instant now) {
        return apply(standings, bans, now, Table.End.DONE);
    }

    @Override
    public void rehearse(Instant now) {
        Banned bans = new Banned();
        Instant end = now.plusSeconds(60);
        bans.put(NOBODY, Optional.of(end));
        Stream<Opening> openings = ruleset.opened()
                .filter(service -> !service.equals(Services.ALL))
                .limit(2)
                .map(service -> new Opening(NOBODY, service, Optional.of(end), "rehearsal"));
        RangeOpenings standing = new RangeOpenings(
                NOBODY, openings.collect(ImmutableList.toImmutableList()), Optional.empty(), Optional.empty());
        apply(List.of(standing), bans, now, Table.End.UNDONE);
    }

    private int apply(Collection<RangeOpenings> standings, Banned bans, Instant now, Table.End end) {
        RunningClock moment = new RunningClock(now, ticker);
        long nowMillis = moment.millis();
        SetContents part = new SetContents();
        Map<AddressRange, RangeOpenings> changedRanges = new HashMap<>();
        for (RangeOpenings standing : standings) {
            if (standing.range().isSingle())
                part.put(standing.range().network(), SetContents.wanted(standing, sets, nowMillis));
            else changedRanges.put(standing.range(), standing);
        }
        if (changedRanges.isEmpty() && !bans.hasOthers()) return table.update(ruleset, part, false, bans, moment, end);
        Map<AddressRange, RangeOpenings> wantedRanges = new HashMap<>(ranges);
        wantedRanges.putAll(changedRanges);
        Banned wantedBans = rangeBans.copy();
        bans.eachOther(wantedBans::replace);
        part.pieces(SetContents.cover(wantedRanges.values(), wantedBans, sets, nowMillis));
        int changed = table.update(ruleset, part, true, bans, moment, end);
        wantedRanges.values().removeIf(RangeOpenings::isNothing);
        ranges = wantedRanges;
        wantedBans.forgetPassed(bans, nowMillis);
        rangeBans = wantedBans;
        return changed;
    }

    /** {@inheritDoc} */
    @Override
    public Optional<Damage> mend(Instant now) {
        return table.mend(ruleset, new RunningClock(now, ticker));
    }

    @Override
    public boolean lets(Address address) {
        return table.lets(address)
                || ranges.values().stream()
                        .anyMatch(range -> range.range().contains(address)
                                && !range.openings().isEmpty());
    }

    /** {@inheritDoc} Without a table in the kernel it is the mode in which the first convergence loads it. */
    @Override
    public void mode(Mode mode, Optional<Instant> trialUntil, Instant now) {
        Ruleset other = ruleset.with(mode, trialUntil);
        table.mode(other, new RunningClock(now, ticker));
        ruleset = other;
    }

    @Override
    public Mode mode() {
        return ruleset.mode();
    }

    @Override
    public Noted noted(Instant now) {
        RunningClock moment = new RunningClock(now, ticker);
        return new Noted(noted(GateSet::used, moment), noted(GateSet::flows, moment), noted(GateSet::peers, moment));
    }

    private ImmutableMap<Address, Instant> noted(Function<Boolean, GateSet> set, RunningClock now) {
        ImmutableMap.Builder<Address, Instant> noted = ImmutableMap.builder();
        for (boolean v6 : new boolean[] {false, true})
            for (Element element : kernel.noted(set.apply(v6), now))
                noted.put(element.first(), Instant.ofEpochMilli(element.endMillis()));
        // An element may come twice when the set changes while it is read.
        return noted.buildKeepingLast();
    }

    @Override
    public Counters counters() {
        return kernel.counters(Ruleset.COUNTERS);
    }

    /** {@inheritDoc} A range counts when all of it is let in. */
    @Override
    public List<String> openFor(AddressRange range) {
        return ruleset.opened()
                .filter(service ->
                        range.isSingle() && kernel.holds(GateSet.allow(service, range.isV6(), false), range.network())
                                || DisjointIntervals.covers(
                                        kernel.intervals(GateSet.allow(service, range.isV6(), true)), range))
                .toList();
    }

    @Override
    public String show() {
        if (kernel.structure().chains().isEmpty())
            return "# not loaded: this is what callgate would load\n" + ruleset.text();
        return table.show();
    }

    @Override
    public void close() {
        table.close();
        kernel.close();
        claim.ifPresent(NamespaceLock::close);
    }
}
