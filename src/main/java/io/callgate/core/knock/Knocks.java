package io.callgate.core.knock;

import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.packet.Packet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hears knocks. A sequence opens when one source sent its packets in their order, within {@link #WITHIN_MILLIS} by the
 * packets' own times, and nothing else in between: a packet to any other port lets the attempt go, one to the port just
 * knocked is taken for a repetition, and one that its kernel sends again for none. Sources know nothing of each other. Not for several threads at once.
 *
 * <p>Bounded: see {@link FirstKnocks} for whom a flood of first knocks can push out. Whoever got two right is remembered
 * among {@link #MOST_TRAILS} such.
 */
public final class Knocks {

    /** From the first knock to the last; what comes just then still counts. */
    public static final long WITHIN_MILLIS = 15_000;

    static final int MOST_TRAILS = 10_000;

    /** Somebody knocked a whole sequence. */
    public record Heard(Owner owner, KnockKey.Turn turn) {}

    private record Door(Owner owner, KnockKey.Turn turn, int[] codes) {}

    private final FirstKnocks firsts;
    private final Trails trails = new Trails(MOST_TRAILS);

    private final Set<Integer> known = new HashSet<>();
    private final Set<Integer> beginnings = new HashSet<>();
    private final Map<Integer, List<Door>> byLast = new HashMap<>();

    /** @param salt a number that no stranger knows, so that none chooses whom they push out */
    public Knocks(long salt) {
        firsts = new FirstKnocks(salt, WITHIN_MILLIS);
    }

    /** From now on these open, and no others. */
    public void keys(Collection<KnockKey> keys) {
        known.clear();
        beginnings.clear();
        byLast.clear();
        for (KnockKey key : keys) key.turns().forEach(turn -> enter(key.owner(), turn));
    }

    private void enter(Owner owner, KnockKey.Turn turn) {
        int[] codes = turn.sequence().knocks().stream().mapToInt(Knock::code).toArray();
        for (int code : codes) known.add(code);
        beginnings.add(codes[0]);
        byLast.computeIfAbsent(codes[codes.length - 1], last -> new ArrayList<>())
                .add(new Door(owner, turn, codes));
    }

    /** Takes in the next packet that nothing allows; what it opens. */
    public Optional<Heard> hear(Packet packet) {
        int code = Knock.code(packet.protocol(), packet.port());
        if (!known.contains(code)) {
            forget(packet.source());
            return Optional.empty();
        }
        Trail trail = trails.get(packet.source());
        if (trail == null) return first(packet, code);
        trail.step(code, packet.atMillis(), packet.connection());
        return opened(packet.source(), trail, code);
    }

    private Optional<Heard> first(Packet packet, int code) {
        Trail begun = firsts.take(packet.source(), packet.atMillis());
        if (begun == null || begun.last() == code) {
            if (beginnings.contains(code)) firsts.put(packet.source(), code, packet.atMillis(), packet.connection());
            return Optional.empty();
        }
        begun.step(code, packet.atMillis(), packet.connection());
        trails.put(packet.source(), begun);
        return Optional.empty();
    }

    private Optional<Heard> opened(Address source, Trail trail, int code) {
        for (Door door : byLast.getOrDefault(code, List.of())) {
            if (!trail.endsWith(door.codes, WITHIN_MILLIS)) continue;
            forget(source);
            return Optional.of(new Heard(door.owner, door.turn));
        }
        return Optional.empty();
    }

    private void forget(Address source) {
        trails.remove(source);
        firsts.remove(source);
    }

    /** How many sources have begun and not ended. */
    public int attempts() {
        return trails.size() + firsts.size();
    }
}
