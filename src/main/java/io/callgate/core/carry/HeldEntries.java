package io.callgate.core.carry;

import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.Resolved;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a book lets in, by name and without providers'; the addresses of a host name stand behind that. */
public final class HeldEntries {

    private final Map<String, Map<Target, Set<String>>> byName = new HashMap<>();

    /** Of all host names and grants that hold. */
    public HeldEntries(List<NamedHost> hosts, List<Grant> grants) {
        Resolved resolved = new Resolved(hosts);
        for (NamedHost host : hosts)
            if (host.origin() != Origin.PROVIDER) hold(host.owner().name(), Target.of(host.host()), host.services());
        for (Grant grant : grants)
            if (grant.origin() != Origin.PROVIDER && !resolved.has(grant))
                hold(grant.owner().name(), Target.of(grant.range()), grant.services());
    }

    private void hold(String owner, Target target, Services services) {
        byName.computeIfAbsent(owner, o -> new LinkedHashMap<>())
                .computeIfAbsent(target, t -> new HashSet<>())
                .addAll(services.names());
    }

    /** The names of the services that the name lets each target in to. */
    Map<Target, Set<String>> of(EntryName name) {
        return byName.getOrDefault(name.text(), Map.of());
    }
}
