package io.callgate.firewall.nft;

import com.google.common.collect.Sets;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.GateSets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The elements of all sets: as they should be, or as the kernel holds them. */
public final class SetContents {

    /** The elements of hash sets; an address has few. */
    private final Map<Address, List<Element>> singles = new HashMap<>();

    /** The elements of interval sets. */
    private final Map<Element.Place, Element> pieces = new HashMap<>();

    void add(Element element) {
        if (element.set().isInterval()) pieces.put(element.place(), element);
        else singles.computeIfAbsent(element.first(), a -> new ArrayList<>(3)).add(element);
    }

    public List<Element> single(Address address) {
        return singles.getOrDefault(address, List.of());
    }

    /** Sets the elements of an address; none make it forgotten. */
    public void single(Address address, List<Element> elements) {
        if (elements.isEmpty()) singles.remove(address);
        else singles.put(address, elements);
    }

    /** As {@link #single(Address, List)}, but an address without elements is still one of {@link #addresses()}. */
    public void put(Address address, List<Element> elements) {
        singles.put(address, elements);
    }

    public Set<Address> addresses() {
        return singles.keySet();
    }

    /** Those of both. */
    public static Set<Address> addresses(SetContents one, SetContents other) {
        return Sets.union(one.singles.keySet(), other.singles.keySet());
    }

    public Map<Element.Place, Element> pieces() {
        return pieces;
    }

    /** Without what the kernel has taken out by itself. */
    public void forgetOver(long nowMillis) {
        singles.values().removeIf(elements -> {
            elements.removeIf(element -> element.endMillis() <= nowMillis);
            return elements.isEmpty();
        });
        pieces.values().removeIf(element -> element.endMillis() <= nowMillis);
    }

    public void pieces(Map<Element.Place, Element> all) {
        pieces.clear();
        pieces.putAll(all);
    }

    public SetContents copy() {
        SetContents copy = new SetContents();
        copy.singles.putAll(singles);
        copy.pieces.putAll(pieces);
        return copy;
    }

    /** Takes over the addresses of {@code part}, and with {@code withPieces} its pieces for all that were here. */
    public void overlay(SetContents part, boolean withPieces) {
        part.singles.forEach(this::single);
        if (withPieces) pieces(part.pieces);
    }

    /** Whether {@code found} is what {@code expected} has become by {@code nowMillis}. */
    static boolean alike(Map<Element.Place, Element> expected, Map<Element.Place, Element> found, long nowMillis) {
        Changes changes = new Changes(nowMillis);
        changes.intervals(found, expected);
        return changes.count() == 0;
    }

    /** What {@code standing}, of a single address, asks for. Services without a set here cannot be opened and do not count. */
    public static List<Element> wanted(RangeOpenings standing, GateSets sets, long nowMillis) {
        Address address = standing.range().network();
        List<Element> elements = new ArrayList<>(3);
        items(standing, sets, nowMillis)
                .forEach((set, item) ->
                        elements.add(new Element(set, address, address, item.endMillis(), item.comment())));
        return elements;
    }

    /** The cover of all {@code standings} of ranges, and of bans of ranges, for all interval sets. */
    public static Map<Element.Place, Element> cover(
            Collection<RangeOpenings> standings, Banned bans, GateSets sets, long nowMillis) {
        Map<GateSet, List<DisjointIntervals.Item>> bySet = new HashMap<>();
        bans.eachOther((range, end) -> {
            if (end > nowMillis)
                bySet.computeIfAbsent(sets.ban(range), s -> new ArrayList<>())
                        .add(new DisjointIntervals.Item(range, Element.millis(end, nowMillis), ""));
        });
        for (RangeOpenings standing : standings)
            items(standing, sets, nowMillis).forEach((set, item) -> bySet.computeIfAbsent(set, s -> new ArrayList<>())
                    .add(item));
        Map<Element.Place, Element> pieces = new HashMap<>();
        bySet.forEach(
                (set, items) -> DisjointIntervals.of(set, items).forEach(piece -> pieces.put(piece.place(), piece)));
        return pieces;
    }

    private static Map<GateSet, DisjointIntervals.Item> items(RangeOpenings standing, GateSets sets, long nowMillis) {
        AddressRange range = standing.range();
        Map<GateSet, DisjointIntervals.Item> items = new HashMap<>();
        for (Opening opening : standing.openings()) {
            long end = Element.millis(opening.endsAt(), nowMillis);
            if (end <= nowMillis) continue;
            sets.allow(opening.service(), range)
                    .ifPresent(set ->
                            items.put(set, new DisjointIntervals.Item(range, end, Element.clean(opening.comment()))));
        }
        standing.shut().ifPresent(ban -> {
            long end = Element.millis(ban.endsAt(), nowMillis);
            if (end > nowMillis) items.put(sets.shut(range), new DisjointIntervals.Item(range, end, ""));
        });
        standing.judged().ifPresent(judged -> {
            long end = Element.millis(judged.until(), nowMillis);
            if (end > nowMillis) items.put(sets.of(judged), new DisjointIntervals.Item(range, end, ""));
        });
        return items;
    }
}
