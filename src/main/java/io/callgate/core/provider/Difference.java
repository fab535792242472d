package io.callgate.core.provider;

import io.callgate.core.grant.Grant;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has to change in the book until it lets in exactly what is known of a provider.
 *
 * @param oldGrants of ranges and of {@code oldHosts}
 */
public record Difference(
        List<HostName> newHosts, List<NamedHost> oldHosts, List<Reach> newRanges, List<Grant> oldGrants) {

    /** From what {@code held} is to what {@code provider} says; what is right already stays as it is. */
    public static Difference between(Provider provider, Holding held) {
        Set<HostName> newHosts = new LinkedHashSet<>(provider.hosts());
        List<NamedHost> oldHosts = held.hosts().stream()
                .filter(h -> !(h.services().equals(provider.services()) && newHosts.remove(h.host())))
                .toList();
        Set<Reach> newRanges = new LinkedHashSet<>(provider.reaches());
        List<Grant> oldGrants = new ArrayList<>(held.ofRanges().stream()
                .filter(g -> !(g.endsAt().isEmpty() && newRanges.remove(new Reach(g.range(), g.services()))))
                .toList());
        oldHosts.forEach(host -> oldGrants.addAll(held.of(host)));
        return new Difference(List.copyOf(newHosts), oldHosts, List.copyOf(newRanges), List.copyOf(oldGrants));
    }

    public boolean isEmpty() {
        return newHosts.isEmpty() && oldHosts.isEmpty() && newRanges.isEmpty() && oldGrants.isEmpty();
    }
}
