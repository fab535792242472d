package io.callgate.gate.port;

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

    /** @param mostBans how many bans at most, the newest: a book may hold a million */
    public static BookCopy of(BookView book, Instant now, int mostBans) {
        List<NamedHost> hosts = book.hosts();
        Resolved resolved = new Resolved(hosts);
        return new BookCopy(
                ImmutableList.copyOf(book.accounts()),
                book.grants(now).stream().filter(g -> !resolved.has(g)).collect(ImmutableList.toImmutableList()),
                hosts.stream().map(Host::of).collect(ImmutableList.toImmutableList()),
                ImmutableList.sortedCopyOf(Comparator.comparing(Ban::id), book.bans(now, mostBans)));
    }

    public BookCopy withBans(Iterable<Ban> others) {
        return new BookCopy(accounts, grants, hosts, ImmutableList.copyOf(others));
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
