package io.callgate.core.name;

import io.callgate.core.account.Owner;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the book lets in under a name that an administrator gave.
 *
 * @param grants of what was entered, and of the addresses that its hosts have now
 */
public record EntryContents(List<NamedHost> hosts, List<Grant> grants) {

    /** Of what one owner has, without a provider's that is let in under the same name: what is its goes with it. */
    public static EntryContents of(Collection<NamedHost> hosts, Collection<Grant> grants) {
        return new EntryContents(
                hosts.stream().filter(h -> h.origin() != Origin.PROVIDER).toList(),
                grants.stream().filter(g -> g.origin() != Origin.PROVIDER).toList());
    }

    public boolean isEmpty() {
        return hosts.isEmpty() && grants.isEmpty();
    }

    /** Whom it lets in: host names, then ranges. */
    public List<String> texts() {
        Stream<String> names = hosts.stream().map(h -> h.host().text());
        return Stream.concat(names, grants.stream().map(g -> g.range().toString()))
                .distinct()
                .toList();
    }

    /** Why {@code name} cannot be given again: two would answer to it, and taking one away would take both. */
    public Optional<String> taken(Owner name) {
        if (isEmpty()) return Optional.empty();
        return Optional.of("the name " + name + " exists and lets in " + String.join(", ", texts())
                + "; choose another, or 'callgate del-acct " + name + "' first");
    }
}
