package io.callgate.firewall;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.callgate.core.address.Address;
import io.callgate.core.ban.Banned;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.gate.port.FirewallException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the table as the kernel holds it now. Numbers are those of {@code linux/netfilter/nf_tables.h}. */
final class Kernel implements AutoCloseable {

    private static final int GET_TABLE = 1;
    private static final int GET_CHAIN = 4;
    private static final int GET_RULE = 7;
    private static final int GET_SET = 10;
    private static final int GET_GENERATION = 16;
    private static final int GET_OBJECT = 19;
    private static final int ANONYMOUS_SET = 1;
    private static final int TRIES = 20;

    static final String TABLE = "callgate";

    /** For answers in which ends are not looked at. */
    private static final RunningClock NO_MATTER = new RunningClock(Instant.EPOCH, Ticker.systemTicker());

    private final Netlink netlink = new Netlink();

    /** One object of a dump: its attributes, and all of it as it came. */
    record Found(Attributes attributes, ByteBuffer raw) {}

    /** A number that every transaction of anybody raises by one. */
    long generation() {
        int[] generation = {0};
        netlink.get(GET_GENERATION, new byte[0], message -> generation[0] = new Attributes(message).number(1));
        return Integer.toUnsignedLong(generation[0]);
    }

    Structure structure() {
        Hasher print = Hashing.murmur3_128().newHasher();
        for (Found table : all(GET_TABLE)) print.putInt(table.attributes.number(2));
        Map<String, Structure.Chain> chains = new HashMap<>();
        for (Found found : all(GET_CHAIN)) {
            Structure.Chain chain = chain(found.attributes);
            chains.put(found.attributes.text(3), chain);
            print.putUnencodedChars(found.attributes.text(3) + chain);
        }
        Map<String, Structure.SetShape> sets = new HashMap<>();
        for (Found found : all(GET_SET)) {
            if ((found.attributes.number(3) & ANONYMOUS_SET) != 0) continue;
            Structure.SetShape shape = new Structure.SetShape(found.attributes.number(5), found.attributes.number(3));
            sets.put(found.attributes.text(2), shape);
            print.putUnencodedChars(found.attributes.text(2) + shape);
        }
        for (Found rule : all(GET_RULE)) print.putBytes(rule.raw);
        return new Structure(sets, chains, print.hash().toString());
    }

    private static Structure.Chain chain(Attributes chain) {
        if (!chain.has(4)) return new Structure.Chain("", 0, 0, Optional.empty());
        Attributes hook = chain.nested(4);
        return new Structure.Chain(
                chain.text(7), hook.number(1), hook.number(2), Optional.of(chain.number(5) == 0 ? "drop" : "accept"));
    }

    /** All elements of those of {@code sets} that are there. */
    SetContents elements(Collection<GateSet> sets, RunningClock now) {
        SetContents image = new SetContents();
        for (GateSet set : sets) new ElementReader(netlink, set, now).read().forEach(image::add);
        return image;
    }

    /** What the kernel itself entered into a set, which it does while this reads. */
    List<Element> noted(GateSet set, RunningClock now) {
        return new ElementReader(netlink, set, now).readOnce();
    }

    /** The bans of clients, of those of {@code sets} that are there. */
    Banned bans(Collection<GateSet> sets, RunningClock now) {
        Banned bans = new Banned();
        for (GateSet set : sets) new ElementReader(netlink, set, now).read(bans);
        return bans;
    }

    /** The elements of one address in the hash sets among {@code sets}. */
    List<Element> elements(Collection<GateSet> sets, Address address, RunningClock now) {
        return sets.stream()
                .filter(set -> !set.isInterval() && set.isV6() == address.isV6())
                .flatMap(set -> new ElementReader(netlink, set, now).find(address).stream())
                .toList();
    }

    /** Whether a hash set holds {@code address}. */
    boolean holds(GateSet set, Address address) {
        return new ElementReader(netlink, set, NO_MATTER).find(address).isPresent();
    }

    /** What an interval set holds, in ascending order. */
    List<Element> intervals(GateSet set) {
        return new ElementReader(netlink, set, NO_MATTER).read();
    }

    /** Those of {@code kinds} that are there, in their order. */
    Counters counters(Collection<String> kinds) {
        Map<String, Long> packets = new HashMap<>();
        for (Found found : all(GET_OBJECT))
            if (found.attributes.number(3) == 1)
                packets.put(found.attributes.text(2), found.attributes.nested(4).bigNumber(2));
        ImmutableMap.Builder<String, Long> ordered = ImmutableMap.builder();
        for (String kind : kinds) if (packets.containsKey(kind)) ordered.put(kind, packets.get(kind));
        return new Counters(ordered.build());
    }

    /** All objects of a kind that belong to the table; what the kernel sends of other tables is left out. */
    private List<Found> all(int command) {
        for (int i = 0; i < TRIES; i++) {
            List<Found> found = new ArrayList<>();
            Netlink.Outcome outcome = netlink.dump(command, Netlink.attribute(1, TABLE), message -> {
                ByteBuffer own = ByteBuffer.allocate(message.limit()).put(0, message, 0, message.limit());
                Attributes attributes = new Attributes(own);
                if (attributes.text(1).equals(TABLE)) found.add(new Found(attributes, own));
            });
            if (outcome == Netlink.Outcome.ABSENT) return List.of();
            if (outcome == Netlink.Outcome.COMPLETE) return found;
        }
        throw new FirewallException("netlink: the rules changed faster than they could be read, " + TRIES + " times");
    }

    @Override
    public void close() {
        netlink.close();
    }
}
