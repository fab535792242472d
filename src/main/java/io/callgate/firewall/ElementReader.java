package io.callgate.firewall;

import com.google.common.primitives.Bytes;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.gate.port.FirewallException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the elements of one set. */
final class ElementReader {

    private static final int GET_ELEMENTS = 13;
    private static final int NESTED = 0x8000;
    private static final int INTERVAL_END = 1;
    private static final int TRIES = 20;

    private final Netlink netlink;
    private final GateSet set;
    private final RunningClock now;

    /** What an interval set holds is where intervals begin and where they end, each for itself. */
    private record Bound(Address address, boolean isEnd, Element start) {}

    ElementReader(Netlink netlink, GateSet set, RunningClock now) {
        this.netlink = netlink;
        this.set = set;
        this.now = now;
    }

    /** Empty when the set is not there. */
    List<Element> read() {
        for (int i = 0; i < TRIES; i++) {
            List<Bound> bounds = new ArrayList<>();
            Netlink.Outcome outcome = netlink.dump(
                    GET_ELEMENTS, which(), message -> new Attributes(message).list(3, e -> bounds.add(bound(e))));
            if (outcome == Netlink.Outcome.ABSENT) return List.of();
            if (outcome == Netlink.Outcome.COMPLETE)
                return set.isInterval()
                        ? intervals(bounds)
                        : bounds.stream().map(Bound::start).toList();
        }
        throw changing();
    }

    /** As {@link #read}, of a hash set that may change meanwhile: one that comes or goes just then may be left out or told twice. */
    List<Element> readOnce() {
        List<Element> elements = new ArrayList<>();
        netlink.dump(
                GET_ELEMENTS, which(), message -> new Attributes(message).list(3, e -> elements.add(bound(e).start)));
        return elements;
    }

    /** Puts the ends of a hash set's elements into {@code bans}, of which there may be a million: none is kept here. */
    void read(Banned bans) {
        for (int i = 0; i < TRIES; i++) {
            Banned found = new Banned();
            if (readOnce(found::put) == Netlink.Outcome.INTERRUPTED) continue;
            found.each(bans::put);
            return;
        }
        throw changing();
    }

    /** Tells of each ban that a hash set holds, and whether something changed meanwhile. */
    Netlink.Outcome readOnce(Banned.Each each) {
        return netlink.dump(
                GET_ELEMENTS, which(), message -> new Attributes(message).list(3, e -> each.range(client(e), end(e))));
    }

    private AddressRange client(Attributes element) {
        return Banned.widened(address(element.nested(1).value(1)).asRange());
    }

    private long end(Attributes element) {
        return element.has(5) ? Math.max(1, now.millis() + element.bigNumber(5)) : Element.FOR_EVER;
    }

    private byte[] which() {
        return Bytes.concat(Netlink.attribute(1, Kernel.TABLE), Netlink.attribute(2, set.name()));
    }

    private FirewallException changing() {
        return new FirewallException("netlink: the set " + set.name() + " changed faster than it could be read");
    }

    /** The element of a hash set for {@code address}. */
    Optional<Element> find(Address address) {
        byte[] key = address.toInetAddress().getAddress();
        byte[] value = Netlink.attribute(1 | NESTED, Netlink.attribute(1, key));
        byte[] list = Netlink.attribute(3 | NESTED, Netlink.attribute(1 | NESTED, value));
        byte[] which = Bytes.concat(Netlink.attribute(1, Kernel.TABLE), Netlink.attribute(2, set.name()), list);
        List<Element> found = new ArrayList<>();
        netlink.get(GET_ELEMENTS, which, message -> new Attributes(message).list(3, e -> found.add(bound(e).start)));
        return found.stream().findFirst();
    }

    private Bound bound(Attributes element) {
        Address address = address(element.nested(1).value(1));
        if ((element.number(3) & INTERVAL_END) != 0) return new Bound(address, true, null);
        long end = end(element);
        String comment = element.has(6) ? comment(element.value(6)) : "";
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
