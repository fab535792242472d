package io.callgate.names;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.Address;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.gate.port.Resolver;
import io.callgate.kit.Daemons;
import io.callgate.kit.Repeats;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectLoopException;
import org.xbill.DNS.lookup.RedirectOverflowException;

/**
 * Asks the servers for A and AAAA at once, by UDP and, for what is too long for it, TCP. Names are full: no search domains, no
 * hosts file, no cache.
 */
public final class DnsResolver implements Resolver {

    private static final Logger log = LoggerFactory.getLogger(DnsResolver.class);
    private final Repeats faults = Repeats.withTrace(log::error);

    /** Each takes two sockets while it is under way; some dozen names that are dead must not keep the others waiting. */
    private static final int NAMES_AT_ONCE = 128;

    private static final int MOST_ALIASES = 8;
    private static final int SECONDS_A_NAME = 20;

    private final Supplier<List<InetSocketAddress>> servers;
    private final Slots slots = new Slots(NAMES_AT_ONCE);
    private final ExecutorService executor = Executors.newSingleThreadExecutor(Daemons.named("dns"));

    /** @param servers whom to ask, in this order; when empty, those of /etc/resolv.conf, which is read again when it changes */
    public DnsResolver(ImmutableList<InetSocketAddress> servers) {
        this.servers = servers.isEmpty()
                ? Suppliers.memoizeWithExpiration(DnsResolver::ofTheSystem, 30, TimeUnit.SECONDS)
                : () -> servers;
    }

    private static List<InetSocketAddress> ofTheSystem() {
        ResolvConfResolverConfigProvider file = new ResolvConfResolverConfigProvider();
        file.initialize();
        // As resolv.conf(5) has it for a file without any.
        return file.servers().isEmpty()
                ? List.of(new InetSocketAddress("127.0.0.1", SimpleResolver.DEFAULT_PORT))
                : file.servers();
    }

    @Override
    public CompletableFuture<Lookup> look(HostName host) {
        return slots.run(() -> CompletableFuture.supplyAsync(() -> ask(host), executor)
                        .thenCompose(answer -> answer)
                        .completeOnTimeout(Lookup.failed("no answer in time"), SECONDS_A_NAME, TimeUnit.SECONDS))
                .exceptionally(fault -> {
                    // Who closes it does not wait for what is under way.
                    if (!executor.isShutdown()) faults.say("a fault while " + host + " was looked up", fault);
                    return Lookup.failed("callgate could not ask; see its log");
                });
    }

    private CompletableFuture<Lookup> ask(HostName host) {
        Servers asked = new Servers(servers.get());
        LookupSession session = LookupSession.builder()
                .resolver(asked)
                .maxRedirects(MOST_ALIASES)
                .executor(executor)
                .build();
        return family(session, host, Type.A)
                .thenCombine(family(session, host, Type.AAAA), (v4, v6) -> new Lookup(v4, v6, asked.ttl()));
    }

    private static CompletableFuture<Lookup.Family> family(LookupSession session, HostName host, int type) {
        return session.lookupAsync(name(host), type)
                .toCompletableFuture()
                .handle((result, fault) -> result == null ? failed(fault) : found(result));
    }

    private static Name name(HostName host) {
        try {
            return Name.fromString(host.text() + ".");
        } catch (TextParseException e) {
            throw new IllegalStateException("a host name is a name", e);
        }
    }

    private static Lookup.Family found(LookupResult result) {
        ImmutableSortedSet<Address> addresses = result.getRecords().stream()
                .flatMap(DnsResolver::address)
                .sorted()
                .distinct()
                .limit(Lookup.Found.MOST)
                .collect(ImmutableSortedSet.toImmutableSortedSet(Address::compareTo));
        return addresses.isEmpty() ? new Lookup.Nothing("it has no address") : new Lookup.Found(addresses);
    }

    private static Stream<Address> address(Record record) {
        if (record instanceof ARecord a) return Stream.of(Address.of(a.getAddress()));
        if (record instanceof AAAARecord aaaa) return Stream.of(Address.of(aaaa.getAddress()));
        return Stream.of();
    }

    /** @param fault null where the library forgot it */
    private static Lookup.Family failed(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof NoSuchDomainException) return new Lookup.Nothing("there is no such name");
        if (cause instanceof NoSuchRRSetException) return new Lookup.Nothing("it has no address");
        if (cause instanceof RedirectLoopException) return new Lookup.Failed("its aliases go round in a circle");
        if (cause instanceof RedirectOverflowException) return new Lookup.Failed("it has too many aliases");
        return new Lookup.Failed(Unanswered.why(cause));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
