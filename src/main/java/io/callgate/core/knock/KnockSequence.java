package io.callgate.core.knock;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.callgate.core.service.PortRange.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Three to eight knocks at distinct ports, which open together and in this order only. It is a secret: see {@link #text}. */
public record KnockSequence(ImmutableList<Knock> knocks) {

    public static final int SHORTEST = 3;
    public static final int LONGEST = 8;

    public KnockSequence {
        requireLength(knocks.size());
        Set<Integer> ports = new HashSet<>();
        for (Knock knock : knocks)
            if (!ports.add(knock.port()))
                throw new IllegalArgumentException("port " + knock.port() + " stands twice in a knock sequence");
    }

    /** @throws IllegalArgumentException naming the length and the rule, when no sequence has so many knocks */
    public static void requireLength(int length) {
        if (length < SHORTEST || length > LONGEST)
            throw new IllegalArgumentException(
                    length + " knocks are not a sequence: it has " + SHORTEST + " to " + LONGEST);
    }

    /** Reads what {@link #text} wrote. */
    public static KnockSequence parse(String text) {
        return new KnockSequence(
                Splitter.on(',').splitToStream(text).map(Knock::parse).collect(ImmutableList.toImmutableList()));
    }

    /**
     * All equally likely, but for those whose ports only rise or only fall: a scan of a few ports in order could knock these.
     *
     * @param random a cryptographic generator
     * @param usable whether a port may be in it; those below 1024 never are
     * @param protocols which may be in it
     */
    public static KnockSequence random(
            int length, List<Protocol> protocols, IntPredicate usable, RandomGenerator random) {
        requireLength(length);
        while (true) {
            List<Knock> knocks = new ArrayList<>();
            Set<Integer> ports = new HashSet<>();
            while (knocks.size() < length) {
                int port = FreePort.random(usable.and(free -> !ports.contains(free)), random);
                ports.add(port);
                knocks.add(new Knock(protocols.get(random.nextInt(protocols.size())), port));
            }
            if (!isMonotonic(knocks)) return new KnockSequence(ImmutableList.copyOf(knocks));
        }
    }

    private static boolean isMonotonic(List<Knock> knocks) {
        boolean rising = true;
        boolean falling = true;
        for (int i = 1; i < knocks.size(); i++) {
            rising &= knocks.get(i).port() > knocks.get(i - 1).port();
            falling &= knocks.get(i).port() < knocks.get(i - 1).port();
        }
        return rising || falling;
    }

    public boolean uses(int port) {
        return knocks.stream().anyMatch(knock -> knock.port() == port);
    }

    /** The secret itself: {@code tcp/7000,udp/8000,tcp/7500}. */
    public String text() {
        return knocks.stream().map(Knock::toString).collect(Collectors.joining(","));
    }

    /** Not the ports, so that no log tells them. */
    @Override
    public String toString() {
        return "(" + knocks.size() + " knocks)";
    }
}
