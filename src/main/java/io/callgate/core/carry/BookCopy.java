package io.callgate.core.carry;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Account;
import io.callgate.core.account.Owner;
import io.callgate.core.ban.Ban;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.Resolved;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What holds in a book, to be carried to another: no history, no mails, and no addresses of host names, which DNS gives anew.
 * Ids mean nothing in it.
 */
public record BookCopy(
        ImmutableList<Account> accounts,
        ImmutableList<Grant> grants,
        ImmutableList<Host> hosts,
        ImmutableList<Ban> bans) {

    /** What somebody entered of a host name; what DNS said of it is not carried over. */
    public record Host(Owner owner, Origin origin, HostName host, Services services, Instant createdAt, String note) {

        public static Host of(NamedHost h) {
            return new Host(h.owner(), h.origin(), h.host(), h.services(), h.createdAt(), h.note());
        }
    }

    /** Of all that a book holds, without what host names resolve to. */
    public static BookCopy of(List<Account> accounts, List<NamedHost> hosts, List<Grant> grants, List<Ban> bans) {
        Resolved resolved = new Resolved(hosts);
        return new BookCopy(
                ImmutableList.copyOf(accounts),
                grants.stream().filter(g -> !resolved.has(g)).collect(ImmutableList.toImmutableList()),
                hosts.stream().map(Host::of).collect(ImmutableList.toImmutableList()),
                ImmutableList.sortedCopyOf(Comparator.comparing(Ban::id), bans));
    }

    /** Without what has ended by itself at {@code now}. */
    public BookCopy holdingAt(Instant now) {
        return new BookCopy(
                accounts,
                grants.stream().filter(g -> g.holdsAt(now)).collect(ImmutableList.toImmutableList()),
                hosts,
                bans.stream().filter(b -> b.holdsAt(now)).collect(ImmutableList.toImmutableList()));
    }
}
