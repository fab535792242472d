package io.callgate.fake;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.Standing;
import io.callgate.gate.Firewall;
import io.callgate.gate.FirewallException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A kernel in memory. It can be broken, and what others do to it is done here, too. */
public final class MemoryFirewall implements Firewall {

    private final Map<AddressRange, Standing> held = new ConcurrentSkipListMap<>();
    private volatile Mode mode;
    private volatile boolean broken;
    private volatile int convergences;

    public MemoryFirewall(Mode mode) {
        this.mode = mode;
    }

    public void breakIt(boolean now) {
        broken = now;
    }

    /** As another tool flushes the ruleset. */
    public void flush() {
        held.clear();
    }

    public int convergences() {
        return convergences;
    }

    @Override
    public int converge(Collection<Standing> standings, Instant now) {
        checkWhole();
        Map<AddressRange, Standing> wanted = new TreeMap<>();
        standings.forEach(s -> wanted.put(s.range(), s));
        int changes = wanted.equals(held) ? 0 : Math.max(1, Math.abs(wanted.size() - held.size()));
        held.clear();
        held.putAll(wanted);
        convergences++;
        return changes;
    }

    @Override
    public int apply(Collection<Standing> standings, Instant now) {
        checkWhole();
        standings.forEach(s -> held.put(s.range(), s));
        return standings.size();
    }

    @Override
    public void mode(Mode wanted) {
        checkWhole();
        mode = wanted;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public Counters counters() {
        checkWhole();
        return new Counters(12, 345);
    }

    @Override
    public List<String> openFor(AddressRange range) {
        checkWhole();
        return held.values().stream()
                .filter(s -> s.range().contains(range))
                .flatMap(s -> s.openings().stream())
                .map(Opening::service)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String show() {
        checkWhole();
        return "table inet callgate {\n\tset x {\n\t}\n}\n";
    }

    @Override
    public void close() {
        // The kernel keeps what it holds.
    }

    private void checkWhole() {
        if (broken) throw new FirewallException("nftables does not answer: the test broke it");
    }
}
