package io.callgate.core.name;

import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.Address;
import io.callgate.core.grant.GrantPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of an answer, sifted by what may be granted.
 *
 * @param granted at most {@link #MOST} of a family
 * @param refused what was left out and why, in words, if anything was
 */
record GrantableAddresses(ImmutableSortedSet<Address> granted, Optional<String> refused) {

    /** A name is a phone, or the servers of a provider; one with thousands of addresses is a mistake, or an attack. */
    static final int MOST = 64;

    static GrantableAddresses of(Lookup lookup, GrantPolicy policy) {
        ImmutableSortedSet.Builder<Address> granted = ImmutableSortedSet.naturalOrder();
        List<String> refused = new ArrayList<>();
        sift(lookup.v4(), policy, granted, refused);
        sift(lookup.v6(), policy, granted, refused);
        return new GrantableAddresses(
                granted.build(), refused.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", refused)));
    }

    /** In the order of the addresses, because servers shuffle theirs: the same answer gives the same grants. */
    private static void sift(
            Lookup.Family family,
            GrantPolicy policy,
            ImmutableSortedSet.Builder<Address> granted,
            List<String> refused) {
        if (!(family instanceof Lookup.Found found)) return;
        List<GrantPolicy.Refusal> never = new ArrayList<>();
        int allowed = 0;
        for (Address address : found.addresses()) {
            Optional<GrantPolicy.Refusal> refusal = policy.check(address.asRange());
            refusal.ifPresent(never::add);
            if (refusal.isEmpty() && allowed++ < MOST) granted.add(address);
        }
        if (!never.isEmpty()) refused.add(never.get(0).message() + more(never.size() - 1));
        if (allowed > MOST)
            refused.add("it has more than " + MOST + " addresses of a kind: only the first " + MOST
                    + " by number are let in");
    }

    private static String more(int others) {
        return others == 0 ? "" : " (and " + others + " more such)";
    }

    boolean none() {
        return granted.isEmpty();
    }
}
