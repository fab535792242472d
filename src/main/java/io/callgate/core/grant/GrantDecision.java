package io.callgate.core.grant;

import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What becomes of a {@link Wish}. */
public sealed interface GrantDecision {

    /** What is to be done in each case: another case breaks the build wherever one is decided. */
    <R> R match(
            Function<? super Granted, ? extends R> granted,
            Function<? super Unchanged, ? extends R> unchanged,
            Function<? super Refused, ? extends R> refused);

    /** {@code replaced} end and the range is let in, until the time or for ever, in one transaction. */
    record Granted(List<Grant> replaced, Optional<Instant> endsAt) implements GrantDecision {

        /** The addresses other than {@code range} that stop being let in by it; possibly empty. */
        public String replacedBeside(AddressRange range) {
            return replaced.stream()
                    .map(Grant::range)
                    .filter(old -> !old.equals(range))
                    .map(AddressRange::toString)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public <R> R match(
                Function<? super Granted, ? extends R> granted,
                Function<? super Unchanged, ? extends R> unchanged,
                Function<? super Refused, ? extends R> refused) {
            return granted.apply(this);
        }
    }

    /** It is let in already, by the same door, to the same services and for as long. */
    record Unchanged(Grant existing) implements GrantDecision {
        @Override
        public <R> R match(
                Function<? super Granted, ? extends R> granted,
                Function<? super Unchanged, ? extends R> unchanged,
                Function<? super Refused, ? extends R> refused) {
            return unchanged.apply(this);
        }
    }

    /**
     * It is not let in.
     *
     * @param why names the value and the rule
     * @param reason of a policy that refuses the range; empty when it is something else
     */
    record Refused(String why, Optional<GrantPolicy.Reason> reason) implements GrantDecision {

        public Refused(String why) {
            this(why, Optional.empty());
        }

        @Override
        public <R> R match(
                Function<? super Granted, ? extends R> granted,
                Function<? super Unchanged, ? extends R> unchanged,
                Function<? super Refused, ? extends R> refused) {
            return refused.apply(this);
        }
    }
}
