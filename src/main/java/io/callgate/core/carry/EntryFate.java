package io.callgate.core.carry;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.Rules;
import io.callgate.core.grant.EntryRules;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.Target;
import io.callgate.core.service.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a {@link WantedEntry}.
 *
 * @param items what of it may be let in
 * @param refused why the rest may not, one a line
 * @param held what the name holds instead, if it is taken
 */
public record EntryFate(
        EntryName name, Kind kind, ImmutableMap<Target, Services> items, List<String> refused, String held) {

    /** Of the entry as a whole. */
    public enum Kind {
        NEW,
        /** The book has it, exactly so. */
        PRESENT,
        /** The name holds something else, which stays. */
        TAKEN,
        /** Nothing of it may be let in. */
        REFUSED
    }

    /** By the same rules as one by one; there is nobody to force anything. */
    public static List<EntryFate> of(List<WantedEntry> wanted, HeldEntries held, Rules rules) {
        return wanted.stream()
                .map(entry -> of(entry, held.of(entry.name()), rules))
                .toList();
    }

    private static EntryFate of(WantedEntry wanted, Map<Target, Set<String>> held, Rules rules) {
        ImmutableMap.Builder<Target, Services> fine = ImmutableMap.builder();
        List<String> refused = new ArrayList<>();
        wanted.items().forEach((target, services) -> refusal(target, rules)
                .ifPresentOrElse(refused::add, () -> fine.put(target, services)));
        ImmutableMap<Target, Services> items = fine.build();
        return new EntryFate(
                wanted.name(), kind(items, held), items, refused, held.keySet().toString());
    }

    private static Kind kind(ImmutableMap<Target, Services> items, Map<Target, Set<String>> held) {
        if (items.isEmpty()) return Kind.REFUSED;
        if (held.isEmpty()) return Kind.NEW;
        Map<Target, Set<String>> same = new HashMap<>();
        items.forEach((target, services) -> same.put(target, services.names()));
        return held.equals(same) ? Kind.PRESENT : Kind.TAKEN;
    }

    private static Optional<String> refusal(Target target, Rules rules) {
        return target.range().flatMap(range -> EntryRules.refusal(range, false, rules.policy()));
    }
}
