package io.callgate.core.knock;

import io.callgate.core.account.Owner;
import java.time.Instant;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What an owner knocks with. */
public sealed interface KnockKey {

    /** As whose the key of the box stands in the book: whoever knows it, knocks with it. */
    Owner BOX = new Owner("knock");

    Owner owner();

    /** Since when. */
    Instant createdAt();

    /** How many knocks a sequence has. */
    int length();

    /** What opens at this moment. */
    Stream<Turn> turns();

    /** One sequence that opens, and its number: always 0 for one that opens again and again. */
    record Turn(KnockSequence sequence, long number) {}

    /** One sequence, again and again. Whoever sees it can repeat it. */
    record Fixed(Owner owner, KnockSequence sequence, Instant createdAt) implements KnockKey {
        @Override
        public int length() {
            return sequence.knocks().size();
        }

        @Override
        public Stream<Turn> turns() {
            return Stream.of(new Turn(sequence, 0));
        }
    }

    /**
     * Sequences in order, of which each opens once; with one, those before it are over, too.
     *
     * @param next the number of the first that was not used
     */
    record Once(Owner owner, OneTime secret, int length, long next, Instant createdAt) implements KnockKey {

        /** How many may be passed over, because a knock got lost on its way or in somebody's pocket. */
        public static final int WINDOW = 10;

        public Once {
            KnockSequence.requireLength(length);
            if (next < 0) throw new IllegalArgumentException("sequences are numbered from 0, not " + next);
        }

        @Override
        public Stream<Turn> turns() {
            return LongStream.range(next, next + WINDOW)
                    .mapToObj(number -> new Turn(secret.sequence(number, length), number));
        }

        public Once after(long used) {
            return new Once(owner, secret, length, used + 1, createdAt);
        }
    }
}
