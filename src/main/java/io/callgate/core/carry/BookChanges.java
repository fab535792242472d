package io.callgate.core.carry;

import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.account.Owner;
import io.callgate.core.ban.Ban;
import io.callgate.core.grant.EntryRules;
import io.callgate.core.grant.Grant;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to change in a book so that it holds what a {@link BookCopy} says. Since when things hold makes no difference. */
public record BookChanges(Part<Account> accounts, Part<Grant> grants, Part<BookCopy.Host> hosts, Part<Ban> bans) {

    /**
     * Of one kind of thing.
     *
     * @param present how many are in the book already
     */
    public record Part<T>(List<T> added, List<T> ended, int present) {

        /** Things are the same when their keys are. */
        static <T> Part<T> of(List<T> held, List<T> wanted, Function<T, Object> key, boolean replace) {
            Map<Object, List<T>> left = held.stream()
                    .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
            List<T> added = new ArrayList<>();
            for (T thing : wanted) {
                List<T> same = left.getOrDefault(key.apply(thing), List.of());
                if (same.isEmpty()) added.add(thing);
                else same.remove(same.size() - 1);
            }
            List<T> ended = new ArrayList<>();
            if (replace) left.values().forEach(ended::addAll);
            return new Part<>(added, ended, wanted.size() - added.size());
        }

        public boolean isEmpty() {
            return added.isEmpty() && ended.isEmpty();
        }
    }

    /**
     * From {@code held} to {@code wanted}.
     *
     * @param replace ends what is not wanted; without it, what an account or a name holds already must be what is wanted
     * @throws Refusal naming the first thing that cannot be
     */
    public static BookChanges between(BookCopy held, BookCopy wanted, Rules rules, boolean replace) {
        BookChanges changes = new BookChanges(
                Part.of(held.accounts(), wanted.accounts(), BookChanges::key, replace),
                Part.of(held.grants(), wanted.grants(), BookChanges::key, replace),
                Part.of(held.hosts(), wanted.hosts(), BookChanges::key, replace),
                Part.of(held.bans(), wanted.bans(), BookChanges::key, replace));
        if (!replace) changes.requireFree(held);
        changes.requireAllowed(rules);
        return changes;
    }

    public boolean isEmpty() {
        return accounts.isEmpty() && grants.isEmpty() && hosts.isEmpty() && bans.isEmpty();
    }

    private void requireFree(BookCopy held) {
        Set<Object> numbers = held.accounts().stream().map(Account::number).collect(Collectors.toSet());
        for (Account account : accounts.added)
            if (numbers.contains(account.number())) throw taken("account " + account.number());
        Set<Owner> owners = owners(held.grants(), held.hosts()).collect(Collectors.toSet());
        owners(grants.added, hosts.added).filter(owners::contains).findFirst().ifPresent(owner -> {
            throw taken("what " + owner + " lets in");
        });
    }

    private static Stream<Owner> owners(List<Grant> grants, List<BookCopy.Host> hosts) {
        return Stream.concat(grants.stream().map(Grant::owner), hosts.stream().map(BookCopy.Host::owner));
    }

    private static Refusal taken(String what) {
        return new Refusal(what + " is different in the book; delete one of them, or have all of the book replaced"
                + " by the file (--replace)");
    }

    /** What was allowed on another box may not be so here; only how wide it is was decided there for good. */
    private void requireAllowed(Rules rules) {
        for (Account account : accounts.added) requireKnown(rules, account.services(), "account " + account.number());
        for (Ban ban : bans.added)
            rules.bans().refusal(ban.range()).map(rule -> "ban: " + rule).ifPresent(Refusal::because);
        for (BookCopy.Host host : hosts.added) requireKnown(rules, host.services(), host.owner() + ", " + host.host());
        for (Grant grant : grants.added) {
            requireKnown(rules, grant.services(), grant.owner() + ", " + grant.range());
            EntryRules.refusal(grant.range(), true, rules.policy())
                    .map(rule -> grant.owner() + ": " + rule)
                    .ifPresent(Refusal::because);
        }
    }

    private static void requireKnown(Rules rules, Services services, String whose) {
        rules.services().unknown(services).map(why -> whose + ": " + why).ifPresent(Refusal::because);
    }

    private static Object key(Account a) {
        return new Account(
                a.number(),
                a.name(),
                a.email(),
                a.services(),
                a.extension(),
                a.pin(),
                a.enabled(),
                Instant.EPOCH,
                Optional.empty());
    }

    private static Object key(Grant g) {
        return new Grant(0, g.owner(), g.origin(), g.range(), g.services(), Instant.EPOCH, g.endsAt(), g.note());
    }

    private static Object key(BookCopy.Host h) {
        return new BookCopy.Host(h.owner(), h.origin(), h.host(), h.services(), Instant.EPOCH, h.note());
    }

    private static Object key(Ban b) {
        return new Ban(0, b.range(), b.origin(), b.reason(), Instant.EPOCH, b.endsAt());
    }
}
