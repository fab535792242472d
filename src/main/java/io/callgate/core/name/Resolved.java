package io.callgate.core.name;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the grants for the addresses of host names, which come and go with DNS, from those that somebody entered. */
public final class Resolved {

    /** What {@link NamedHost} says of its grants. */
    private record Mark(Owner owner, Origin origin, String note) {}

    private final Set<Mark> marks;

    public Resolved(Collection<NamedHost> hosts) {
        marks = hosts.stream()
                .map(h -> new Mark(h.owner(), h.origin(), h.host().text()))
                .collect(Collectors.toSet());
    }

    /** Whether {@code grant} is for an address of one of the host names. */
    public boolean has(Grant grant) {
        return marks.contains(new Mark(grant.owner(), grant.origin(), grant.note()));
    }
}
