package io.callgate.core.service;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.regex.Pattern;

/** The names of the services that a grant opens: at least one, in alphabetical order, without repeats. */
public record Services(ImmutableSortedSet<String> names) {

    /** What a service may be called; short enough to be part of an nftables set name. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,15}");

    /** Every port of the box. */
    public static final String ALL = "all";

    public Services {
        if (names.isEmpty()) throw new IllegalArgumentException("no service is named; say which, as in sip,rtp");
        for (String name : names)
            if (!NAME.matcher(name).matches())
                throw new IllegalArgumentException(
                        "\"" + name + "\" cannot be the name of a service: use a-z, 0-9 and _");
    }

    /** @throws IllegalArgumentException when none is named, or a name cannot be one */
    public static Services of(String... names) {
        return new Services(ImmutableSortedSet.copyOf(names));
    }

    /** As {@link #of(String...)}. */
    public static Services of(Collection<String> names) {
        return new Services(ImmutableSortedSet.copyOf(names));
    }

    /**
     * Reads {@code sip,rtp}; blanks around a name do not count.
     *
     * @throws IllegalArgumentException when none is named, or a name cannot be one
     */
    public static Services parse(String text) {
        return of(Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text));
    }

    @Override
    public String toString() {
        return String.join(",", names);
    }
}
