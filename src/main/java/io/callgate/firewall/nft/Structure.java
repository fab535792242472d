package io.callgate.firewall.nft;

import io.callgate.firewall.ruleset.Base;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.Ruleset;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel holds of the table apart from elements.
 *
 * @param sets the named ones
 * @param print differs as soon as anybody has changed a table flag, chain, set or rule
 */
public record Structure(Map<String, SetShape> sets, Map<String, Chain> chains, String print) {

    record SetShape(int keyBytes, int flags) {}

    /** Type, hook and priority mean nothing in a chain without a policy, which no hook calls. */
    record Chain(String type, int hook, int priority, Optional<String> policy) {}

    public boolean has(GateSet set) {
        return sets.containsKey(set.name());
    }

    /** Whether the set is there and what it should be. */
    public boolean holds(GateSet set) {
        return new SetShape(set.keyBytes(), set.kind().flags()).equals(sets.get(set.name()));
    }

    /** Whether a chain is there and called where it should be, or by nobody if it should not be, whatever its policy. */
    public boolean isRight(String name) {
        Chain chain = chains.get(name);
        if (chain == null) return false;
        Optional<Base> base = Ruleset.base(name);
        if (base.isEmpty() || chain.policy.isEmpty()) return base.isEmpty() && chain.policy.isEmpty();
        return new Chain("filter", base.get().hook(), base.get().priority(), chain.policy).equals(chain);
    }

    public boolean basesAreRight() {
        return Base.ALL.stream().allMatch(base -> isRight(base.name()));
    }

    /** Whether the bases have the policies of {@code ruleset}. */
    public boolean hasPoliciesOf(Ruleset ruleset) {
        return ruleset.bases().entrySet().stream()
                .allMatch(base -> Optional.ofNullable(chains.get(base.getKey().name()))
                        .flatMap(Chain::policy)
                        .equals(Optional.of(base.getValue())));
    }
}
