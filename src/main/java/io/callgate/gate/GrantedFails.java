package io.callgate.gate;

import io.callgate.core.address.Address;
import io.callgate.core.jail.Offence;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who has a grant and fails like an offender: the administrators are told, once a day for each address. On the kernel lane. */
final class GrantedFails {

    private static final Duration TELL_EVERY = Duration.ofDays(1);
    private static final int MOST = 10_000;

    /** When that was told last. */
    private final Map<Address, Instant> told = new HashMap<>();

    private final Map<Address, Offence> toTell = new LinkedHashMap<>();

    void note(Offence offence, Instant now) {
        Address address = offence.last().address();
        if (Pace.isDue(told.getOrDefault(address, Instant.EPOCH), now, TELL_EVERY) && toTell.size() < MOST)
            toTell.put(address, offence);
    }

    boolean isAny() {
        return !toTell.isEmpty();
    }

    List<Offence> toTell() {
        return List.copyOf(toTell.values());
    }

    void told(Collection<Offence> offences, Instant now) {
        for (Offence offence : offences) {
            if (told.size() >= MOST) told.clear();
            toTell.remove(offence.last().address());
            told.put(offence.last().address(), now);
        }
    }
}
