package io.callgate.core.jail;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.callgate.core.address.Address;

/**
 * What a {@link Judge} would forget with its process: attempts that are no offence yet, and which records were counted for which
 * attempt, so that no other record of the same attempt is counted after a restart. It fits to what was read at that moment,
 * and to nothing else.
 */
public record Progress(ImmutableList<Open> open, ImmutableList<Counted> counted) {

    public static final Progress NONE = new Progress(ImmutableList.of(), ImmutableList.of());

    /**
     * Attempts of a client that count.
     *
     * @param client an IPv4 address, or one of an IPv6 /64
     * @param atMillis when they were, in milliseconds since the epoch
     */
    public record Open(Address client, ImmutableLongArray atMillis) {}

    /**
     * An attempt, or several of one session, and the records that told of it.
     *
     * @param key names client and session
     * @param begunMillis when the first record was
     * @param attempts how many attempts were counted, 1 or more
     * @param tallies how many records of each sense and kind; in this order only of use to this version of the program
     */
    public record Counted(long key, long begunMillis, int attempts, ImmutableIntArray tallies) {
        public Counted {
            if (attempts < 1) throw new IllegalArgumentException(attempts + " attempts are none");
            if (tallies.length() != Attempts.TALLIES)
                throw new IllegalArgumentException(tallies.length() + " tallies, not " + Attempts.TALLIES);
            if (!tallies.stream().allMatch(n -> n >= 0 && n <= Short.MAX_VALUE))
                throw new IllegalArgumentException(tallies + " are not tallies");
        }
    }
}
