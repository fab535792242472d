package io.callgate.gate.act;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.Rules;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.EntryRules;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.mail.Notices;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.Resolved;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Enters whole entries of another firewall at once, by the same rules as one by one. What is in the book already stays as it
 * is, so that doing it twice does it once.
 */
public record ImportEntries(List<Wanted> wanted, String note, String actor)
        implements Command<List<ImportEntries.Outcome>> {

    /** An entry with whom it lets in, to what. */
    public record Wanted(EntryName name, ImmutableMap<Target, Services> items) {}

    /** What becomes of an entry as a whole. */
    public enum Fate {
        NEW,
        /** The book has it, exactly so. */
        PRESENT,
        /** The name holds something else, which stays. */
        TAKEN,
        /** Nothing of it may be let in. */
        REFUSED
    }

    /**
     * What becomes of an entry.
     *
     * @param items what of it may be let in
     * @param refused why the rest may not, one a line
     * @param held what the name holds instead, if it is taken
     */
    public record Outcome(
            EntryName name, Fate fate, ImmutableMap<Target, Services> items, List<String> refused, String held) {}

    @Override
    public List<Outcome> run(UnitOfWork work) {
        List<Outcome> outcomes = plan(work.book(), work.rules(), work.now(), wanted);
        for (Outcome outcome : outcomes)
            if (outcome.fate == Fate.NEW) outcome.items.keySet().forEach(target -> enter(work, outcome, target));
        tell(work, outcomes);
        return outcomes;
    }

    /** Once for all: there may be hundreds. */
    private void tell(UnitOfWork work, List<Outcome> outcomes) {
        List<String> names = outcomes.stream()
                .filter(o -> o.fate == Fate.NEW)
                .map(o -> o.name.text())
                .toList();
        if (names.isEmpty()) return;
        String shown = String.join(", ", names.subList(0, Math.min(20, names.size())));
        Event event = work.record(
                EventKind.IMPORTED, actor, "", "", "", "", note + ": " + shown + (names.size() > 20 ? ", …" : ""));
        String what = names.size() + " entries of the whitelist were imported";
        work.post(Notices.entry(work.rules(), event, what, Optional.empty()));
    }

    private void enter(UnitOfWork work, Outcome outcome, Target target) {
        Services services = outcome.items.get(target);
        target.range().ifPresent(r -> Entries.grant(work, outcome.name, r, services, Optional.empty(), note, actor));
        target.host().ifPresent(h -> Entries.host(work, outcome.name, h, services, note, actor));
    }

    /** What {@link #run} would do, without doing it. */
    public static List<Outcome> plan(BookView book, Rules rules, Instant now, List<Wanted> wanted) {
        Map<String, Map<Target, Set<String>>> held = held(book, now);
        List<Outcome> outcomes = new ArrayList<>();
        for (Wanted entry : wanted) outcomes.add(outcome(entry, rules, held.getOrDefault(entry.name.text(), Map.of())));
        return outcomes;
    }

    private static Outcome outcome(Wanted entry, Rules rules, Map<Target, Set<String>> held) {
        ImmutableMap.Builder<Target, Services> fine = ImmutableMap.builder();
        List<String> refused = new ArrayList<>();
        entry.items.forEach((target, services) ->
                refusal(target, rules).ifPresentOrElse(refused::add, () -> fine.put(target, services)));
        ImmutableMap<Target, Services> items = fine.build();
        return new Outcome(
                entry.name, fate(items, held), items, refused, held.keySet().toString());
    }

    private static Fate fate(ImmutableMap<Target, Services> items, Map<Target, Set<String>> held) {
        if (items.isEmpty()) return Fate.REFUSED;
        if (held.isEmpty()) return Fate.NEW;
        Map<Target, Set<String>> same = new HashMap<>();
        items.forEach((target, services) -> same.put(target, services.names()));
        return held.equals(same) ? Fate.PRESENT : Fate.TAKEN;
    }

    private static Optional<String> refusal(Target target, Rules rules) {
        return target.range().flatMap(range -> EntryRules.refusal(range, false, rules.policy()));
    }

    /** By owner, without providers'; the addresses of a host name stand behind that. */
    private static Map<String, Map<Target, Set<String>>> held(BookView book, Instant now) {
        Map<String, Map<Target, Set<String>>> held = new HashMap<>();
        List<NamedHost> hosts = book.hosts();
        Resolved resolved = new Resolved(hosts);
        for (NamedHost host : hosts)
            if (host.origin() != Origin.PROVIDER)
                hold(held, host.owner().name(), Target.of(host.host()), host.services());
        for (Grant grant : book.grants(now))
            if (grant.origin() != Origin.PROVIDER && !resolved.has(grant))
                hold(held, grant.owner().name(), Target.of(grant.range()), grant.services());
        return held;
    }

    private static void hold(
            Map<String, Map<Target, Set<String>>> held, String owner, Target target, Services services) {
        held.computeIfAbsent(owner, o -> new LinkedHashMap<>())
                .computeIfAbsent(target, t -> new HashSet<>())
                .addAll(services.names());
    }
}
