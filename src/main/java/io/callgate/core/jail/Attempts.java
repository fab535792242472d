package io.callgate.core.jail;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import java.util.Arrays;
import java.util.Set;

/**
 * Tells records of failures from attempts: Asterisk reports one attempt up to three times, in each of two logs and as events.
 * Records of one client with one session, or without one of one account, within {@link #WINDOW_MILLIS} of the first (of one
 * connection, {@link #CONNECTION_MILLIS}) are one attempt, unless one sense alone tells of more: the session is the attacker's to choose, and repeating it must not make a
 * hundred attempts one. Bounded: what is pushed out is counted again.
 */
final class Attempts {

    static final long WINDOW_MILLIS = 5_000;

    /** Of a service whose session is a whole connection: sshd gives one two minutes to log in, and tells at its end of it again. */
    static final long CONNECTION_MILLIS = 600_000;

    private static final Set<String> BY_CONNECTION = Set.of("sshd");

    private static final int WAYS = 4;
    private static final int SETS = 1 << 13;
    private static final int KINDS = FailureKind.values().length;
    static final int TALLIES = Sense.values().length * KINDS;

    /** Of an unknown account PJSIP tells before and after its challenge (res_pjsip_distributor.c). */
    private static final int RECORDS_OF_UNKNOWN = 2;

    /** Of chan_sip and the manager, whose events have a session, and whose lines of messages.log have none. */
    private static final Set<String> WITHOUT_SESSION = Set.of("SIP", "AMI");

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final long[] keys = new long[SETS * WAYS];
    private final long[] begun = new long[SETS * WAYS];
    private final int[] attempts = new int[SETS * WAYS];
    private final short[] tallies = new short[SETS * WAYS * TALLIES];

    Attempts() {
        Arrays.fill(begun, NEVER);
    }

    /** How many attempts more are known by this record: 0 or 1. */
    int more(long client, Failure failure) {
        int entry = entry(key(client, failure), failure.atMillis(), window(failure));
        int tally = entry * TALLIES
                + failure.sense().ordinal() * KINDS
                + failure.kind().ordinal();
        if (tallies[tally] < Short.MAX_VALUE) tallies[tally]++;
        int limit = limit(failure);
        if ((tallies[tally] + limit - 1) / limit <= attempts[entry]) return 0;
        attempts[entry]++;
        return 1;
    }

    /** What began after {@code horizon}. */
    ImmutableList<Progress.Counted> since(long horizon) {
        ImmutableList.Builder<Progress.Counted> all = ImmutableList.builder();
        for (int entry = 0; entry < keys.length; entry++)
            if (begun[entry] > horizon && attempts[entry] > 0)
                all.add(new Progress.Counted(keys[entry], begun[entry], attempts[entry], tallies(entry)));
        return all.build();
    }

    private ImmutableIntArray tallies(int entry) {
        ImmutableIntArray.Builder all = ImmutableIntArray.builder(TALLIES);
        for (int i = 0; i < TALLIES; i++) all.add(tallies[entry * TALLIES + i]);
        return all.build();
    }

    /** As if its records had been told to this. */
    void resume(Progress.Counted counted) {
        int entry = entry(counted.key(), counted.begunMillis(), WINDOW_MILLIS);
        attempts[entry] = counted.attempts();
        for (int i = 0; i < TALLIES; i++)
            tallies[entry * TALLIES + i] = (short) counted.tallies().get(i);
    }

    private static int limit(Failure failure) {
        return failure.kind() == FailureKind.UNKNOWN_ACCOUNT
                        && failure.service().equals("PJSIP")
                ? RECORDS_OF_UNKNOWN
                : 1;
    }

    private static long key(long client, Failure failure) {
        boolean named = failure.session().isEmpty() || WITHOUT_SESSION.contains(failure.service());
        String shared = named ? failure.account() : failure.session();
        return Clients.mixed(client * 31 + shared.hashCode() + ((long) shared.length() << 40));
    }

    private static long window(Failure failure) {
        boolean whole =
                BY_CONNECTION.contains(failure.service()) && !failure.session().isEmpty();
        return whole ? CONNECTION_MILLIS : WINDOW_MILLIS;
    }

    private int entry(long key, long atMillis, long window) {
        int first = (int) Long.remainderUnsigned(key, SETS) * WAYS;
        int oldest = first;
        for (int entry = first; entry < first + WAYS; entry++) {
            if (keys[entry] == key && Math.abs(atMillis - begun[entry]) <= window) return entry;
            if (begun[entry] < begun[oldest]) oldest = entry;
        }
        keys[oldest] = key;
        begun[oldest] = atMillis;
        attempts[oldest] = 0;
        Arrays.fill(tallies, oldest * TALLIES, (oldest + 1) * TALLIES, (short) 0);
        return oldest;
    }
}
