package io.callgate.core.knock;

import io.callgate.core.address.Address;
import java.util.LinkedHashMap;
import java.util.Map;

/** The trails of at most so many sources; of more, whoever began longest ago is forgotten. */
final class Trails {

    private final Map<Address, Trail> bySource = new LinkedHashMap<>();
    private final int most;

    Trails(int most) {
        this.most = most;
    }

    /** Null for a source without any. */
    Trail get(Address source) {
        return bySource.get(source);
    }

    void put(Address source, Trail trail) {
        if (bySource.size() == most)
            bySource.remove(bySource.keySet().iterator().next());
        bySource.put(source, trail);
    }

    void remove(Address source) {
        bySource.remove(source);
    }

    int size() {
        return bySource.size();
    }
}
