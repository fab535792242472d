package io.callgate.firewall.nft;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.Attributes;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the elements of one set. */
final class ElementReader {

    private static final int TRIES = 20;

    private final NfTablesQuery netlink;
    private final GateSet set;
    private final RunningClock now;

    /** What an interval set holds is where intervals begin and where they end, each for itself. */
    private record Bound(Address address, boolean isEnd, Element start) {}

    ElementReader(NfTablesQuery netlink, GateSet set, RunningClock now) {
        this.netlink = netlink;
        this.set = set;
        this.now = now;
    }

    /** Empty when the set is not there. */
    List<Element> read() {
        for (int i = 0; i < TRIES; i++) {
            List<Bound> bounds = new ArrayList<>();
            NfTablesQuery.Outcome outcome =
                    netlink.dump(NfTables.GET_ELEMENTS, which(), message -> new Attributes(message)
                            .list(NfTables.ELEMENTS_LIST, e -> bounds.add(bound(e))));
            if (outcome == NfTablesQuery.Outcome.ABSENT) return List.of();
            if (outcome == NfTablesQuery.Outcome.COMPLETE)
                return set.isInterval()
                        ? intervals(bounds)
                        : bounds.stream().map(Bound::start).toList();
        }
        throw changing();
    }

    /** As {@link #read}, of a hash set that may change meanwhile: one that comes or goes just then may be left out or told twice. */
    List<Element> readOnce() {
        List<Element> elements = new ArrayList<>();
        netlink.dump(NfTables.GET_ELEMENTS, which(), message -> new Attributes(message)
                .list(NfTables.ELEMENTS_LIST, e -> elements.add(bound(e).start)));
        return elements;
    }

    /** Puts the ends of a hash set's elements into {@code bans}, of which there may be a million: none is kept here. */
    void read(Banned bans) {
        for (int i = 0; i < TRIES; i++) {
            Banned found = new Banned();
            if (readOnce(found::put) == NfTablesQuery.Outcome.INTERRUPTED) continue;
            found.each(bans::put);
            return;
        }
        throw changing();
    }

    /** Tells of each ban that a hash set holds, and whether something changed meanwhile. */
    NfTablesQuery.Outcome readOnce(Banned.Each each) {
        return netlink.dump(NfTables.GET_ELEMENTS, which(), message -> new Attributes(message)
                .list(NfTables.ELEMENTS_LIST, e -> each.range(client(e), end(e))));
    }

    private AddressRange client(Attributes element) {
        return Banned.widened(address(element.nested(NfTables.ELEMENT_KEY).value(NfTables.DATA_VALUE))
                .asRange());
    }

    private long end(Attributes element) {
        return element.has(NfTables.ELEMENT_EXPIRATION)
                ? Math.max(1, now.millis() + element.bigNumber(NfTables.ELEMENT_EXPIRATION))
                : Element.FOR_EVER;
    }

    private Message ofSet() {
        return new Message(512).text(NfTables.TABLE_NAME, Kernel.TABLE).text(NfTables.ELEMENTS_SET, set.name());
    }

    private byte[] which() {
        return ofSet().bytes();
    }

    private FirewallException changing() {
        return new FirewallException("netlink: the set " + set.name() + " changed faster than it could be read");
    }

    /** The element of a hash set for {@code address}. */
    Optional<Element> find(Address address) {
        Message which = ofSet();
        int list = which.nest(NfTables.ELEMENTS_LIST);
        int element = which.nest(NfTables.LIST_ELEMENT);
        int key = which.nest(NfTables.ELEMENT_KEY);
        which.attribute(NfTables.DATA_VALUE, address.toInetAddress().getAddress());
        which.unnest(key).unnest(element).unnest(list);
        List<Element> found = new ArrayList<>();
        netlink.get(NfTables.GET_ELEMENTS, which.bytes(), message -> new Attributes(message)
                .list(NfTables.ELEMENTS_LIST, e -> found.add(bound(e).start)));
        return found.stream().findFirst();
    }

    private Bound bound(Attributes element) {
        Address address = address(element.nested(NfTables.ELEMENT_KEY).value(NfTables.DATA_VALUE));
        if ((element.number(NfTables.ELEMENT_FLAGS) & NfTables.ELEMENT_INTERVAL_END) != 0)
            return new Bound(address, true, null);
        long end = end(element);
        String comment =
                element.has(NfTables.ELEMENT_USER_DATA) ? comment(element.value(NfTables.ELEMENT_USER_DATA)) : "";
        return new Bound(address, false, new Element(set, address, address, end, comment));
    }

    private Address address(ByteBuffer key) {
        return set.isV6()
                ? new Address(true, key.getLong(0), key.getLong(8))
                : new Address(false, 0, key.getInt(0) & 0xffffffffL);
    }

    /** libnftables keeps the comment in the element's user data: type 0, length, text. */
    private static String comment(ByteBuffer data) {
        for (int at = 0; at + 2 <= data.limit(); at += 2 + (data.get(at + 1) & 0xff))
            if (data.get(at) == 0)
                return Attributes.text(data.slice(at + 2, Math.min(data.get(at + 1) & 0xff, data.limit() - at - 2)));
        return "";
    }

    private List<Element> intervals(List<Bound> bounds) {
        // Where one interval ends another may begin: the end comes first.
        bounds.sort(Comparator.comparing(Bound::address).thenComparing(bound -> !bound.isEnd));
        List<Element> intervals = new ArrayList<>();
        Element open = null;
        for (Bound bound : bounds) {
            if (open != null) intervals.add(upTo(open, before(bound.address)));
            open = bound.start;
        }
        if (open != null)
            intervals.add(upTo(open, new Address(set.isV6(), set.isV6() ? -1 : 0, set.isV6() ? -1 : 0xffffffffL)));
        return intervals;
    }

    private static Element upTo(Element start, Address last) {
        return new Element(start.set(), start.first(), last, start.endMillis(), start.comment());
    }

    private static Address before(Address address) {
        return new Address(address.isV6(), address.low() == 0 ? address.high() - 1 : address.high(), address.low() - 1);
    }
}
