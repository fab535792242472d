package io.callgate.core.provider;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.NamedHost;
import java.util.Collection;
import java.util.List;

/**
 * What the book lets in for one provider.
 *
 * @param grants of its ranges, and of the addresses that its hosts have now
 */
public record Holding(ImmutableList<NamedHost> hosts, ImmutableList<Grant> grants) {

    public static final Holding NOTHING = new Holding(ImmutableList.of(), ImmutableList.of());

    /** Of what one owner has, that which came in by the list of providers: an administrator's entry may have the same name. */
    public static Holding of(Collection<NamedHost> hosts, Collection<Grant> grants) {
        return new Holding(
                hosts.stream().filter(h -> h.origin() == Origin.PROVIDER).collect(ImmutableList.toImmutableList()),
                grants.stream().filter(g -> g.origin() == Origin.PROVIDER).collect(ImmutableList.toImmutableList()));
    }

    public boolean isEmpty() {
        return hosts.isEmpty() && grants.isEmpty();
    }

    /** The grants of ranges; those of a host have the host's name as their note. */
    public List<Grant> ofRanges() {
        ImmutableSet<String> names = hosts.stream().map(h -> h.host().text()).collect(ImmutableSet.toImmutableSet());
        return grants.stream().filter(g -> !names.contains(g.note())).toList();
    }

    /** The grants of the addresses that {@code host} has now. */
    public List<Grant> of(NamedHost host) {
        return grants.stream().filter(g -> g.note().equals(host.host().text())).toList();
    }
}
