package io.callgate.core.provider;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All providers that are known, by id. No word means two of them, whether as an id or as a name, in whatever case. */
public record Providers(ImmutableSortedMap<String, Provider> byId) {

    public Providers {
        Set<String> words = new HashSet<>();
        byId.forEach((id, provider) -> {
            if (!provider.id().name().equals(id))
                throw new IllegalArgumentException("provider " + provider.id() + " stands under " + id);
            for (String word : ImmutableSet.of(id, lower(provider.name())))
                if (!words.add(word)) throw new IllegalArgumentException("two providers are called \"" + word + "\"");
        });
    }

    public static Providers of(Collection<Provider> providers) {
        TreeMap<String, Provider> byId = new TreeMap<>();
        for (Provider provider : providers)
            if (byId.put(provider.id().name(), provider) != null)
                throw new IllegalArgumentException("two providers are called \"" + provider.id() + "\"");
        return new Providers(ImmutableSortedMap.copyOf(byId));
    }

    /** By id or name, in whatever case. */
    public Optional<Provider> find(String word) {
        String wanted = lower(word);
        return byId.values().stream()
                .filter(p -> p.id().name().equals(wanted) || lower(p.name()).equals(wanted))
                .findFirst();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
