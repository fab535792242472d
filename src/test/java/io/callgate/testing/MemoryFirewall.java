package io.callgate.testing;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Standing;
import io.callgate.gate.Firewall;
import io.callgate.gate.FirewallException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A firewall that only remembers, for tests of what is decided and told. Packets are another test's matter. */
public final class MemoryFirewall implements Firewall {

    private final Map<AddressRange, Standing> held = new ConcurrentHashMap<>();
    private volatile Optional<String> broken = Optional.empty();
    private Mode mode = Mode.ENFORCE;

    /** From now on every call fails, until {@link #mend}. */
    public void breakDown(String message) {
        broken = Optional.of(message);
    }

    public void mend() {
        broken = Optional.empty();
    }

    /** As when another tool flushes the ruleset. */
    public void flush() {
        held.clear();
    }

    public boolean isOpenFor(String range) {
        return !openFor(AddressRange.parse(range)).isEmpty();
    }

    public Optional<Standing> standing(String range) {
        return Optional.ofNullable(held.get(AddressRange.parse(range)));
    }

    @Override
    public int converge(Collection<Standing> standings, Instant now) {
        check();
        Map<AddressRange, Standing> before = Map.copyOf(held);
        held.clear();
        standings.forEach(s -> held.put(s.range(), s));
        return before.equals(held) ? 0 : Math.max(1, Math.abs(before.size() - held.size()));
    }

    @Override
    public int apply(Collection<Standing> standings, Instant now) {
        check();
        for (Standing standing : standings) {
            boolean nothing =
                    standing.judgedUntil().filter(t -> !t.isAfter(now)).isPresent();
            if (nothing) held.remove(standing.range());
            else held.put(standing.range(), standing);
        }
        return standings.size();
    }

    private void check() {
        if (broken.isPresent()) throw new FirewallException(broken.get());
    }

    @Override
    public void mode(Mode newMode) {
        mode = newMode;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public Counters counters() {
        return new Counters(0, 0);
    }

    @Override
    public List<String> openFor(AddressRange range) {
        Standing standing = held.get(range);
        return standing == null
                ? List.of()
                : standing.openings().stream().map(o -> o.service()).toList();
    }

    @Override
    public String show() {
        return held.toString();
    }

    @Override
    public void close() {}
}
