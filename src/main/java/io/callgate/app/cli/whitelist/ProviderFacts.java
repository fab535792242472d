package io.callgate.app.cli.whitelist;

import com.google.common.collect.ImmutableList;
import io.callgate.core.provider.Holding;
import io.callgate.core.provider.Provider;
import io.callgate.core.provider.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of providers and what is let in for them, as keys and values for people and programs. */
final class ProviderFacts {

    private ProviderFacts() {}

    /** Of all that are known, by id; then of those that are let in and no longer known. */
    static List<Map<String, Object>> all(Map<String, Provider> known, Map<String, Holding> held) {
        List<Map<String, Object>> all = new ArrayList<>();
        known.forEach((id, provider) -> all.add(of(provider, held.getOrDefault(id, Holding.NOTHING))));
        held.forEach((id, holding) -> {
            if (!known.containsKey(id)) all.add(unknown(id, holding));
        });
        return all;
    }

    static Map<String, Object> of(Provider provider, Holding held) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", provider.id());
        facts.put("name", provider.name());
        facts.put("state", State.of(Optional.of(provider), held));
        facts.put("status", provider.status());
        facts.put("dead_since", provider.deadSince());
        facts.put("services", provider.services());
        facts.put("hosts", provider.hosts());
        facts.put("ranges", provider.ranges());
        facts.put("media", provider.media());
        facts.put("sources", provider.sources());
        facts.put("checked", provider.checked());
        facts.put("note", provider.note());
        return facts;
    }

    private static Map<String, Object> unknown(String id, Holding held) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("name", Optional.empty());
        facts.put("state", State.of(Optional.empty(), held));
        for (String key : List.of("status", "dead_since", "services")) facts.put(key, Optional.empty());
        facts.put("hosts", held.hosts().stream().map(h -> h.host()).toList());
        facts.put("ranges", held.ofRanges().stream().map(g -> g.range()).toList());
        facts.put("media", ImmutableList.of());
        facts.put("sources", ImmutableList.of());
        facts.put("checked", Optional.empty());
        facts.put("note", "this version does not know it; 'callgate provider disable " + id + "' ends it");
        return facts;
    }
}
