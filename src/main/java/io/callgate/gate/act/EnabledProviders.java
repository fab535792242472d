package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Notices;
import io.callgate.core.provider.Difference;
import io.callgate.core.provider.Holding;
import io.callgate.core.provider.Provider;
import io.callgate.core.provider.Reach;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the book lets in for SIP providers, and what an administrator does about it, each in one transaction. */
public final class EnabledProviders {

    private EnabledProviders() {}

    /** What the book lets in for the provider {@code id} at {@code now}. */
    public static Holding held(BookView book, Owner id, Instant now) {
        return Holding.of(book.hosts(id), book.grants(id, now));
    }

    /** The same of all that have something, by id. */
    public static Map<String, Holding> all(BookView book, Instant now) {
        Map<String, List<NamedHost>> hosts = new TreeMap<>();
        Map<String, List<Grant>> grants = new TreeMap<>();
        for (NamedHost host : book.hosts())
            if (host.origin() == Origin.PROVIDER) entry(hosts, host.owner()).add(host);
        for (Grant grant : book.grants(now))
            if (grant.origin() == Origin.PROVIDER) entry(grants, grant.owner()).add(grant);
        Map<String, Holding> all = new TreeMap<>();
        hosts.forEach((id, list) -> all.put(id, Holding.of(list, grants.getOrDefault(id, List.of()))));
        grants.forEach((id, list) -> all.putIfAbsent(id, Holding.of(List.of(), list)));
        return all;
    }

    private static <T> List<T> entry(Map<String, List<T>> lists, Owner owner) {
        return lists.computeIfAbsent(owner.name(), name -> new ArrayList<>());
    }

    /**
     * Lets in what is known of the provider, and nothing else of it; answers what had to change. Refused when it is dead or
     * unconfirmed, unless {@code force}; and, whatever is forced, when nothing is known of it, when this box lacks a service,
     * and when its policy refuses a range.
     */
    public static Command<Difference> enable(Provider provider, boolean force, String actor) {
        return work -> {
            refuseUnlessUsable(work, provider, force);
            Difference change = Difference.between(provider, held(work.book(), provider.id(), work.now()));
            change.oldHosts().forEach(host -> work.book().endHost(host, work.now(), actor));
            change.oldGrants().forEach(grant -> work.end(grant, actor));
            for (Reach r : change.newRanges())
                work.grant(new NewGrant(
                        provider.id(),
                        Origin.PROVIDER,
                        r.range(),
                        r.services(),
                        work.now(),
                        Optional.empty(),
                        provider.name()));
            change.newHosts().forEach(host -> work.book()
                    .addHost(provider.id(), Origin.PROVIDER, host, provider.services(), work.now(), provider.name()));
            provider.reaches().forEach(reach -> work.affirm(reach.range()));
            if (!change.isEmpty()) tell(work, EventKind.PROVIDER_ENABLED, provider.id(), actor, text(change));
            return change;
        };
    }

    private static void refuseUnlessUsable(UnitOfWork work, Provider provider, boolean force) {
        if (!provider.isKnown())
            throw new Refusal("nothing is known of " + provider.name() + " that could be let in: " + provider.note());
        if (provider.status() != Provider.Status.ALIVE && !force)
            throw new Refusal(provider.name() + " is " + provider.status()
                    + provider.deadSince().map(month -> " since " + month).orElse("") + ": " + provider.note()
                    + "; --force enables it nevertheless");
        Stream.concat(
                        Stream.of(provider.services(), Provider.MEDIA)
                                .flatMap(services -> work.rules().services().unknown(services).stream()),
                        provider.reaches().stream()
                                .flatMap(reach -> work.rules().policy().check(reach.range()).stream())
                                .map(GrantPolicy.Refusal::message))
                .findFirst()
                .map(why -> provider.name() + " cannot be let in: " + why)
                .ifPresent(Refusal::because);
    }

    /** Ends all that the book lets in for the provider {@code id}, known or not. Refused when there is nothing. */
    public static Command<Holding> disable(Owner id, String actor) {
        return work -> {
            Holding held = held(work.book(), id, work.now());
            if (held.isEmpty()) throw new Refusal("provider " + id + " is not enabled");
            held.hosts().forEach(host -> work.book().endHost(host, work.now(), actor));
            held.grants().forEach(grant -> work.end(grant, actor));
            String detail = "disabled: " + held.hosts().size() + " host names and "
                    + held.grants().size() + " grants ended";
            tell(work, EventKind.PROVIDER_DISABLED, id, actor, detail);
            return held;
        };
    }

    private static String text(Difference change) {
        return "enabled: " + change.newHosts().size() + " host names and "
                + change.newRanges().size() + " ranges added, "
                + change.oldHosts().size() + " host names and "
                + change.oldGrants().size() + " grants ended";
    }

    private static void tell(UnitOfWork work, EventKind kind, Owner id, String actor, String detail) {
        Event event = work.record(new EventDraft(kind, actor).owner(id).detail(detail));
        work.post(Notices.provider(event));
    }
}
