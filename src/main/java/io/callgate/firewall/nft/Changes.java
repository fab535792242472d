package io.callgate.firewall.nft;

import io.callgate.core.address.AddressRange;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.Ruleset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is to change in the sets, and writes it for nft. */
public final class Changes {

    private static final long REVIVED_MILLIS = 60_000;

    private final long nowMillis;
    private final Map<GateSet, OfSet> bySet = new LinkedHashMap<>();
    private int count;

    /** What changes in one set, in the order in which the lists take effect. */
    static final class OfSet {
        private final List<Element> revived = new ArrayList<>();
        private final List<Element> deleted = new ArrayList<>();
        private final List<Element> added = new ArrayList<>();
        private boolean flushed;

        /** Those that the kernel may take out by itself at any moment, kept alive so that they can be deleted. */
        List<Element> revived() {
            return revived;
        }

        List<Element> deleted() {
            return deleted;
        }

        List<Element> added() {
            return added;
        }

        int size() {
            return revived.size() + deleted.size() + added.size();
        }
    }

    public Changes(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** How many elements come or go; one that is replaced counts twice. */
    public int count() {
        return count;
    }

    /** From what the kernel holds of one address to what is wanted of it. */
    public void single(Collection<Element> held, Collection<Element> wanted) {
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
    public void ban(GateSet set, AddressRange range, long heldEnd, long wantedEnd) {
        Element held = new Element(set, range.network(), range.network(), heldEnd, "");
        Element wanted = new Element(set, range.network(), range.network(), Element.millis(wantedEnd, nowMillis), "");
        boolean isHeld = heldEnd > 0 && !held.isOver(nowMillis);
        boolean isWanted = wantedEnd > nowMillis;
        if (isHeld && isWanted && wanted.standsFor(held)) return;
        if (isHeld) remove(held);
        if (isWanted) add(wanted);
    }

    /** From a ban that the kernel held a moment ago, and may hold no longer, to the one wanted. */
    public void doubtfulBan(GateSet set, AddressRange range, long heldEnd, long wantedEnd) {
        Element held = new Element(set, range.network(), range.network(), heldEnd, "");
        Element wanted = new Element(set, range.network(), range.network(), Element.millis(wantedEnd, nowMillis), "");
        boolean isWanted = wantedEnd > nowMillis;
        if (isWanted ? wanted.standsFor(held) : held.isOver(nowMillis)) return;
        revive(held);
        delete(held);
        if (isWanted) add(wanted);
    }

    /** What is added goes again within the transaction, so that no packet meets it. */
    public void undoAdded() {
        for (OfSet of : bySet.values()) {
            of.revived.addAll(of.added);
            of.deleted.addAll(of.added);
            of.added.clear();
        }
    }

    private static Element in(Collection<Element> elements, GateSet set) {
        for (Element element : elements) if (element.set().equals(set)) return element;
        return null;
    }

    /**
     * From the intervals that the kernel holds to those wanted. A set of which anything differs is emptied and filled anew,
     * in the same transaction: intervals that change their bounds would meet each other on the way.
     */
    public void intervals(Map<Element.Place, Element> held, Map<Element.Place, Element> wanted) {
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
            if (differences.containsKey(want.set())) of(want.set()).added.add(want);
        count += differences.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void remove(Element element) {
        // Deleting what the kernel has just taken out by itself would undo the whole transaction.
        if (element.isFading(nowMillis)) revive(element);
        delete(element);
    }

    private void revive(Element element) {
        of(element.set()).revived.add(element.until(nowMillis + REVIVED_MILLIS));
    }

    private void delete(Element element) {
        of(element.set()).deleted.add(element);
        count++;
    }

    private void add(Element element) {
        of(element.set()).added.add(element);
        count++;
    }

    private OfSet of(GateSet set) {
        return bySet.computeIfAbsent(set, s -> new OfSet());
    }

    /** By set. */
    public Map<GateSet, OfSet> bySet() {
        return bySet;
    }

    /** Whether only hash sets change. */
    public boolean isOfHashes() {
        return bySet.keySet().stream().noneMatch(GateSet::isInterval);
    }

    public String script() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    public void write(StringBuilder out) {
        bySet.forEach((set, of) -> {
            String name = Ruleset.TABLE + " " + set.name();
            if (of.flushed) out.append("flush set ").append(name).append('\n');
            write(out, "add element " + name, of.revived, true);
            write(out, "delete element " + name, of.deleted, false);
            write(out, "add element " + name, of.added, true);
        });
    }

    private void write(StringBuilder out, String command, List<Element> elements, boolean whole) {
        if (elements.isEmpty()) return;
        String between = command + " { ";
        for (Element element : elements) {
            out.append(between);
            if (whole) element.write(out, nowMillis);
            else element.writePlace(out);
            between = ", ";
        }
        out.append(" }\n");
    }
}
