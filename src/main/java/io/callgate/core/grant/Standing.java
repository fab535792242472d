package io.callgate.core.grant;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * All that the firewall has to know of one range.
 *
 * @param openings by service, none of them twice; empty for a range that has just lost its last grant
 * @param judgedUntil how long packets of this range to the ports of services are decided by {@code openings} alone, even in
 *     flows that were established before; empty for ever. It outlasts the openings by {@link #AFTERMATH}: a flow that the
 *     PBX itself keeps alive (a keep-alive to a phone that was registered) must not let a removed phone in
 */
public record Standing(AddressRange range, ImmutableList<Opening> openings, Optional<Instant> judgedUntil) {

    /** Longer than any registration that Asterisk grants by default (max_expiration 7200 s) can keep a flow alive. */
    public static final Duration AFTERMATH = Duration.ofDays(1);

    /**
     * The standing of {@code range} at {@code now}.
     *
     * @param grants all grants of exactly this range; those that no longer hold count for the aftermath only
     * @param lastEnded when the last grant of this range was ended by somebody, if one was
     * @return empty when the firewall has nothing to hold
     */
    public static Optional<Standing> of(
            AddressRange range, Collection<Grant> grants, Optional<Instant> lastEnded, Instant now) {
        ImmutableList<Opening> openings =
                ImmutableList.copyOf(Opening.of(grants, now).values());
        if (openings.stream().anyMatch(o -> o.endsAt().isEmpty()))
            return Optional.of(new Standing(range, openings, Optional.empty()));
        Instant judged = grants.stream()
                .flatMap(g -> g.endsAt().stream())
                .reduce(lastEnded.orElse(Instant.MIN.plus(AFTERMATH)), (a, b) -> a.isAfter(b) ? a : b);
        if (judged.isBefore(now.minus(AFTERMATH).plusSeconds(1))) return Optional.empty();
        return Optional.of(new Standing(range, openings, Optional.of(judged.plus(AFTERMATH))));
    }

    /** A range with nothing to hold, for taking it out of the kernel. */
    public static Standing none(AddressRange range) {
        return new Standing(range, ImmutableList.of(), Optional.of(Instant.EPOCH));
    }
}
