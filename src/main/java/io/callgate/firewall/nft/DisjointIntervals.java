package io.callgate.firewall.nft;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.firewall.ruleset.GateSet;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Turns ranges that may lie within one another into intervals that never overlap, as a set of nftables demands. Each address
 * keeps the latest end of all the ranges it lies in: a range that ends before a wider one around it vanishes in that, and one
 * that outlasts it is cut out of it.
 *
 * <p>Blocks are disjoint or nested, so that a stack of the blocks around the present position is all one needs.
 */
public final class DisjointIntervals {

    private final GateSet set;
    private final List<Element> pieces = new ArrayList<>();
    private final Deque<Item> around = new ArrayDeque<>();
    /** The first number that no piece has covered yet. */
    private BigInteger next = BigInteger.ZERO;

    /** What is to be covered: a range until an end. */
    record Item(AddressRange range, long endMillis, String comment) {}

    private DisjointIntervals(GateSet set) {
        this.set = set;
    }

    /** The pieces that cover {@code items}, in ascending order. */
    static List<Element> of(GateSet set, Collection<Item> items) {
        DisjointIntervals cover = new DisjointIntervals(set);
        items.stream().sorted(Comparator.comparing(Item::range)).forEach(cover::add);
        while (!cover.around.isEmpty()) cover.leave();
        return cover.pieces;
    }

    private void add(Item item) {
        while (!around.isEmpty() && !around.peek().range.contains(item.range)) leave();
        if (!around.isEmpty()) {
            if (around.peek().endMillis >= item.endMillis) return;
            piece(first(item.range).subtract(BigInteger.ONE));
        }
        around.push(item);
        next = first(item.range);
    }

    private void leave() {
        piece(last(around.peek().range));
        around.pop();
    }

    /** Covers what is left up to {@code last} with the innermost range. */
    private void piece(BigInteger last) {
        if (next.compareTo(last) > 0) return;
        Item item = around.peek();
        pieces.add(new Element(set, address(next), address(last), item.endMillis, item.comment));
        next = last.add(BigInteger.ONE);
    }

    /** The blocks that {@code interval} consists of, the largest there are. */
    public static List<AddressRange> blocks(Element interval) {
        List<AddressRange> blocks = new ArrayList<>();
        int bits = interval.first().bits();
        BigInteger next = first(interval.first().asRange());
        BigInteger end = last(interval.last().asRange()).add(BigInteger.ONE);
        while (next.compareTo(end) < 0) {
            int free = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
            int host = Math.min(free, end.subtract(next).bitLength() - 1);
            blocks.add(new AddressRange(address(interval.first().isV6(), next), bits - host));
            next = next.add(BigInteger.ONE.shiftLeft(host));
        }
        return blocks;
    }

    /** Whether {@code ascending} intervals hold every address of {@code range}. */
    public static boolean covers(List<Element> ascending, AddressRange range) {
        BigInteger next = first(range);
        for (Element interval : ascending)
            if (first(interval.first().asRange()).compareTo(next) <= 0)
                next = next.max(last(interval.last().asRange()).add(BigInteger.ONE));
        return next.compareTo(last(range)) > 0;
    }

    private static BigInteger first(AddressRange range) {
        return new BigInteger(1, range.network().toInetAddress().getAddress());
    }

    private static BigInteger last(AddressRange range) {
        int hostBits = range.network().bits() - range.prefix();
        return first(range).add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE);
    }

    private Address address(BigInteger number) {
        return address(set.isV6(), number);
    }

    private static Address address(boolean isV6, BigInteger number) {
        return new Address(isV6, isV6 ? number.shiftRight(64).longValue() : 0, number.longValue());
    }
}
