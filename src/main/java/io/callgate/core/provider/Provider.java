package io.callgate.core.provider;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is known of a SIP provider, and where that is documented. Nothing in it is wider or stranger than a provider's own
 * network can be: {@link #WIDEST_V4} and {@link #WIDEST_V6}, and what {@link GrantPolicy#STANDARD} allows.
 *
 * @param id a short name in lower case; it owns what is let in for the provider
 * @param deadSince the month in which it stopped serving PBXs; for a dead one, and for no other
 * @param services what {@code hosts} and {@code ranges} reach
 * @param ranges where its signalling comes from
 * @param media where its audio comes from; these reach rtp alone
 * @param sources pages, as https or http addresses; at least one
 * @param checked when somebody last compared this with the sources
 * @param note what whoever enables it has to know; never empty where there is a reason not to enable it
 */
public record Provider(
        Owner id,
        String name,
        Status status,
        Optional<YearMonth> deadSince,
        Services services,
        ImmutableList<HostName> hosts,
        ImmutableList<AddressRange> ranges,
        ImmutableList<AddressRange> media,
        ImmutableList<String> sources,
        LocalDate checked,
        String note) {

    /** The form in which it is written is the name in lower case. */
    public enum Status {
        ALIVE,
        DEAD,
        /** Only old lists name it. */
        UNCONFIRMED;

        /** @throws IllegalArgumentException naming what there is */
        public static Status parse(String text) {
            return Stream.of(values())
                    .filter(s -> s.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be alive, dead or unconfirmed"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final int WIDEST_V4 = 16;
    public static final int WIDEST_V6 = 32;

    /** Audio, and nothing that could be called. */
    public static final Services MEDIA = Services.of("rtp");

    /** With a letter, so that none looks like an account number. */
    private static final Pattern ID = Pattern.compile("[a-z0-9]*[a-z][a-z0-9]*");

    private static final Pattern SOURCE = Pattern.compile("https?://[a-z0-9.-]+/\\S*");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ./&'-]{0,39}");

    public Provider {
        require(id.name().length() <= 32 && ID.matcher(id.name()).matches(), id, "an id is of a-z and 0-9, 32 at most");
        require(NAME.matcher(name).matches(), id, "its name must be 1 to 40 letters, digits and . / & ' -");
        require((status == Status.DEAD) == deadSince.isPresent(), id, "a dead one says since when, and no other does");
        require(!sources.isEmpty(), id, "it needs a source");
        for (String source : sources)
            require(SOURCE.matcher(source).matches(), id, "\"" + source + "\" is not a page: https://HOST/PATH");
        boolean asIs = status == Status.ALIVE && !(hosts.isEmpty() && ranges.isEmpty());
        require(asIs || !note.isBlank(), id, "a note must say why it is not enabled");
        require(note.chars().noneMatch(Character::isISOControl), id, "its note must be one line");
        checkRanges(id, ranges, media);
        // Grants of a host have its name as their note, and those of ranges the provider's.
        require(hosts.stream().noneMatch(h -> h.text().equals(name)), id, "its name is one of its hosts");
        require(Set.copyOf(hosts).size() == hosts.size(), id, "a host stands there twice");
    }

    private static void checkRanges(Owner id, List<AddressRange> ranges, List<AddressRange> media) {
        Set<AddressRange> seen = new HashSet<>();
        Stream.concat(ranges.stream(), media.stream()).forEach(range -> {
            int widest = range.isV6() ? WIDEST_V6 : WIDEST_V4;
            require(range.prefix() >= widest, id, range + " is wider than /" + widest);
            require(seen.add(range), id, range + " stands there twice");
            GrantPolicy.STANDARD.check(range).ifPresent(r -> require(false, id, r.message()));
        });
    }

    private static void require(boolean rule, Owner id, String text) {
        if (!rule) throw new IllegalArgumentException("provider " + id + ": " + text);
    }

    /** All ranges with what they reach, in the order in which they stand there. */
    public ImmutableList<Reach> reaches() {
        return Stream.concat(
                        ranges.stream().map(r -> new Reach(r, services)),
                        media.stream().map(r -> new Reach(r, MEDIA)))
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether anything could be let in for it. */
    public boolean isKnown() {
        return !hosts.isEmpty() || !ranges.isEmpty() || !media.isEmpty();
    }
}
