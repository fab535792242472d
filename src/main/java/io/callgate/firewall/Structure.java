package io.callgate.firewall;

import java.util.Map;
import java.util.Optional;

/**
 * What the kernel holds of the table apart from elements.
 *
 * @param sets the named ones
 * @param print differs as soon as anybody has changed a table flag, chain, set or rule
 */
record Structure(Map<String, SetShape> sets, Map<String, Chain> chains, String print) {

    /** The flags of a set of intervals and of a set with timeouts. */
    private static final int INTERVAL = 4;

    private static final int TIMEOUT = 0x10;
    private static final int INPUT_HOOK = 1;

    record SetShape(int keyBytes, int flags) {}

    /** Type, hook and priority mean nothing in a chain without a policy, which no hook calls. */
    record Chain(String type, int hook, int priority, Optional<String> policy) {}

    boolean has(GateSet set) {
        return sets.containsKey(set.name());
    }

    /** Whether the set is there and what it should be. */
    boolean holds(GateSet set) {
        int flags = set.isInterval() ? INTERVAL | TIMEOUT : TIMEOUT;
        return new SetShape(set.isV6() ? 16 : 4, flags).equals(sets.get(set.name()));
    }

    /** Whether the input chain is there and called where it should be, whatever its policy. */
    boolean inputIsRight() {
        Chain input = chains.get("input");
        return input != null
                && input.policy.isPresent()
                && new Chain("filter", INPUT_HOOK, Ruleset.PRIORITY, input.policy).equals(input);
    }

    Optional<String> policy() {
        return Optional.ofNullable(chains.get("input")).flatMap(Chain::policy);
    }
}
