package io.callgate.firewall;

import com.google.common.base.Joiner;
import io.callgate.core.address.AddressRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is to change in the sets, and writes it for nft. */
final class Changes {

    private final long nowMillis;
    private final Map<GateSet, OfSet> bySet = new LinkedHashMap<>();
    private int count;

    /** Elements as nft writes them, in the order in which the three lists take effect. */
    private static final class OfSet {
        final List<String> revived = new ArrayList<>();
        final List<String> deleted = new ArrayList<>();
        final List<String> added = new ArrayList<>();
        boolean flushed;
    }

    Changes(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** How many elements come or go; one that is replaced counts twice. */
    int count() {
        return count;
    }

    /** From what the kernel holds of one address to what is wanted of it. */
    void single(Collection<Element> held, Collection<Element> wanted) {
        for (Element old : held) {
            if (old.isOver(nowMillis)) continue;
            Element same = in(wanted, old.set());
            if (same == null || !same.standsFor(old)) remove(old);
        }
        for (Element want : wanted) {
            Element old = in(held, want.set());
            if (old == null || old.isOver(nowMillis) || !want.standsFor(old)) add(want);
        }
    }

    /** From the ban of a client that the kernel holds to the one wanted; ends of 0 or in the past are none. */
    void ban(GateSet set, AddressRange range, long heldEnd, long wantedEnd) {
        Element held = new Element(set, range.network(), range.network(), heldEnd, "");
        Element wanted = new Element(set, range.network(), range.network(), Element.millis(wantedEnd, nowMillis), "");
        boolean isHeld = heldEnd > 0 && !held.isOver(nowMillis);
        boolean isWanted = wantedEnd > nowMillis;
        if (isHeld && isWanted && wanted.standsFor(held)) return;
        if (isHeld) remove(held);
        if (isWanted) add(wanted);
    }

    private static Element in(Collection<Element> elements, GateSet set) {
        for (Element element : elements) if (element.set().equals(set)) return element;
        return null;
    }

    /**
     * From the intervals that the kernel holds to those wanted. A set of which anything differs is emptied and filled anew,
     * in the same transaction: intervals that change their bounds would meet each other on the way.
     */
    void intervals(Map<Element.Place, Element> held, Map<Element.Place, Element> wanted) {
        Map<GateSet, Integer> differences = new HashMap<>();
        for (Element old : held.values()) {
            Element same = wanted.get(old.place());
            if (!old.isOver(nowMillis) && (same == null || !same.standsFor(old)))
                differences.merge(old.set(), 1, Integer::sum);
        }
        for (Element want : wanted.values()) {
            Element old = held.get(want.place());
            if (old == null || old.isOver(nowMillis) || !want.standsFor(old))
                differences.merge(want.set(), 1, Integer::sum);
        }
        differences.keySet().forEach(set -> of(set).flushed = true);
        for (Element want : wanted.values())
            if (differences.containsKey(want.set())) of(want.set()).added.add(text(want));
        count += differences.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void remove(Element element) {
        StringBuilder place = new StringBuilder();
        element.writePlace(place);
        // Deleting what the kernel has just taken out by itself would undo the whole transaction.
        if (element.isFading(nowMillis)) of(element.set()).revived.add(place + " timeout 1m");
        of(element.set()).deleted.add(place.toString());
        count++;
    }

    private void add(Element element) {
        of(element.set()).added.add(text(element));
        count++;
    }

    private String text(Element element) {
        StringBuilder text = new StringBuilder(80);
        element.write(text, nowMillis);
        return text.toString();
    }

    private OfSet of(GateSet set) {
        return bySet.computeIfAbsent(set, s -> new OfSet());
    }

    String script() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    void write(StringBuilder out) {
        bySet.forEach((set, of) -> {
            String name = Ruleset.TABLE + " " + set.name();
            if (of.flushed) out.append("flush set ").append(name).append('\n');
            write(out, "add element " + name, of.revived);
            write(out, "delete element " + name, of.deleted);
            write(out, "add element " + name, of.added);
        });
    }

    private static void write(StringBuilder out, String command, List<String> elements) {
        if (elements.isEmpty()) return;
        Joiner.on(", ").appendTo(out.append(command).append(" { "), elements).append(" }\n");
    }
}
