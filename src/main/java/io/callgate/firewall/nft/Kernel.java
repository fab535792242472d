package io.callgate.firewall.nft;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.callgate.core.address.Address;
import io.callgate.core.ban.Banned;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.gate.port.Firewall.Counters;
import io.callgate.gate.port.FirewallException;
import io.callgate.netlink.Attributes;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the table as the kernel holds it now. */
public final class Kernel implements AutoCloseable {

    private static final int TRIES = 20;

    static final String TABLE = "callgate";

    /** For answers in which ends are not looked at. */
    private static final RunningClock NO_MATTER = new RunningClock(Instant.EPOCH, Ticker.systemTicker());

    private final NfTablesQuery netlink = new NfTablesQuery();

    /** One object of a dump: its attributes, and all of it as it came. */
    record Found(Attributes attributes, ByteBuffer raw) {}

    /** A number that every transaction of anybody raises by one. */
    public long generation() {
        int[] generation = {0};
        netlink.get(
                NfTables.GET_GENERATION,
                new byte[0],
                message -> generation[0] = new Attributes(message).number(NfTables.GENERATION_NUMBER));
        return Integer.toUnsignedLong(generation[0]);
    }

    public Structure structure() {
        Hasher print = Hashing.murmur3_128().newHasher();
        for (Found table : all(NfTables.GET_TABLE)) print.putInt(table.attributes.number(NfTables.TABLE_FLAGS));
        Map<String, Structure.Chain> chains = new HashMap<>();
        for (Found found : all(NfTables.GET_CHAIN)) {
            Structure.Chain chain = chain(found.attributes);
            String name = found.attributes.text(NfTables.CHAIN_NAME);
            chains.put(name, chain);
            print.putUnencodedChars(name + chain);
        }
        Map<String, Structure.SetShape> sets = new HashMap<>();
        for (Found found : all(NfTables.GET_SET)) {
            int flags = found.attributes.number(NfTables.SET_FLAGS);
            if ((flags & NfTables.SET_ANONYMOUS) != 0) continue;
            String name = found.attributes.text(NfTables.SET_NAME);
            Structure.SetShape shape = new Structure.SetShape(found.attributes.number(NfTables.SET_KEY_LENGTH), flags);
            sets.put(name, shape);
            print.putUnencodedChars(name + shape);
        }
        for (Found rule : all(NfTables.GET_RULE)) print.putBytes(rule.raw);
        return new Structure(sets, chains, print.hash().toString());
    }

    private static Structure.Chain chain(Attributes chain) {
        if (!chain.has(NfTables.CHAIN_HOOK)) return new Structure.Chain("", 0, 0, Optional.empty());
        Attributes hook = chain.nested(NfTables.CHAIN_HOOK);
        return new Structure.Chain(
                chain.text(NfTables.CHAIN_TYPE),
                hook.number(NfTables.HOOK_NUMBER),
                hook.number(NfTables.HOOK_PRIORITY),
                Optional.of(chain.number(NfTables.CHAIN_POLICY) == 0 ? "drop" : "accept"));
    }

    /** All elements of those of {@code sets} that are there. */
    public SetContents elements(Collection<GateSet> sets, RunningClock now) {
        SetContents image = new SetContents();
        for (GateSet set : sets) new ElementReader(netlink, set, now).read().forEach(image::add);
        return image;
    }

    /** What the kernel itself entered into a set, which it does while this reads. */
    public List<Element> noted(GateSet set, RunningClock now) {
        return new ElementReader(netlink, set, now).readOnce();
    }

    /** The bans of clients, of those of {@code sets} that are there. */
    public Banned bans(Collection<GateSet> sets, RunningClock now) {
        Banned bans = new Banned();
        for (GateSet set : sets) new ElementReader(netlink, set, now).read(bans);
        return bans;
    }

    /** The elements of one address in the hash sets among {@code sets}. */
    public List<Element> elements(Collection<GateSet> sets, Address address, RunningClock now) {
        return sets.stream()
                .filter(set -> !set.isInterval() && set.isV6() == address.isV6())
                .flatMap(set -> new ElementReader(netlink, set, now).find(address).stream())
                .toList();
    }

    /** Whether a hash set holds {@code address}. */
    public boolean holds(GateSet set, Address address) {
        return new ElementReader(netlink, set, NO_MATTER).find(address).isPresent();
    }

    /** What an interval set holds, in ascending order. */
    public List<Element> intervals(GateSet set) {
        return new ElementReader(netlink, set, NO_MATTER).read();
    }

    /** Those of {@code kinds} that are there, in their order. */
    public Counters counters(Collection<String> kinds) {
        Map<String, Long> packets = new HashMap<>();
        for (Found found : all(NfTables.GET_OBJECT))
            if (found.attributes.number(NfTables.OBJECT_TYPE) == NfTables.OBJECT_COUNTER)
                packets.put(
                        found.attributes.text(NfTables.OBJECT_NAME),
                        found.attributes.nested(NfTables.OBJECT_DATA).bigNumber(NfTables.COUNTER_PACKETS));
        ImmutableMap.Builder<String, Long> ordered = ImmutableMap.builder();
        for (String kind : kinds) if (packets.containsKey(kind)) ordered.put(kind, packets.get(kind));
        return new Counters(ordered.build());
    }

    /** All objects of a kind that belong to the table; what the kernel sends of other tables is left out. */
    private List<Found> all(int command) {
        byte[] ofTable = new Message(64).text(NfTables.TABLE_NAME, TABLE).bytes();
        for (int i = 0; i < TRIES; i++) {
            List<Found> found = new ArrayList<>();
            NfTablesQuery.Outcome outcome = netlink.dump(command, ofTable, message -> {
                ByteBuffer own = ByteBuffer.allocate(message.limit()).put(0, message, 0, message.limit());
                Attributes attributes = new Attributes(own);
                if (attributes.text(NfTables.TABLE_NAME).equals(TABLE)) found.add(new Found(attributes, own));
            });
            if (outcome == NfTablesQuery.Outcome.ABSENT) return List.of();
            if (outcome == NfTablesQuery.Outcome.COMPLETE) return found;
        }
        throw new FirewallException("netlink: the rules changed faster than they could be read, " + TRIES + " times");
    }

    @Override
    public void close() {
        netlink.close();
    }
}
