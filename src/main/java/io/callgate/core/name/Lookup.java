package io.callgate.core.name;

import com.google.common.collect.ImmutableSortedSet;
import io.callgate.core.address.Address;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What DNS said of a host name at one moment.
 *
 * @param v4 of A records
 * @param v6 of AAAA records
 * @param ttl how long the answer holds, as the servers say: the shortest of all its records; zero when there is none
 */
public record Lookup(Family v4, Family v6, Duration ttl) {

    /** What it said of one family of addresses. */
    public sealed interface Family permits Found, Nothing, Failed {}

    /**
     * It has these, and perhaps more beyond the first {@link #MOST} by number. They come from outside, and may be of any kind.
     */
    public record Found(ImmutableSortedSet<Address> addresses) implements Family {

        /** Some names with thousands of addresses must not fill the memory. */
        public static final int MOST = 256;

        public Found {
            if (addresses.size() > MOST)
                throw new IllegalArgumentException(addresses.size() + " addresses are more than " + MOST);
            if (addresses.isEmpty()) throw new IllegalArgumentException("no address was found: that is Nothing");
        }
    }

    /** It has none, and the servers say so. {@code why} is a text of ours. */
    public record Nothing(String why) implements Family {}

    /** The servers did not answer, or not sensibly. {@code why} is a text of ours. */
    public record Failed(String why) implements Family {}

    /** Neither family could be asked. */
    public static Lookup failed(String why) {
        return new Lookup(new Failed(why), new Failed(why), Duration.ZERO);
    }

    /** Whether it gave any address, be it one that is never granted. */
    public boolean hasAddress() {
        return v4 instanceof Found || v6 instanceof Found;
    }

    Family of(boolean isV6) {
        return isV6 ? v6 : v4;
    }

    /** Why it is not known whether this is all, if it is not. */
    public Optional<String> failure() {
        if (v4.equals(v6) && v4 instanceof Failed both) return Optional.of(both.why());
        String why = Stream.concat(failure("IPv4", v4), failure("IPv6", v6)).collect(Collectors.joining("; "));
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    private static Stream<String> failure(String name, Family family) {
        return family instanceof Failed failed ? Stream.of(name + ": " + failed.why()) : Stream.of();
    }
}
