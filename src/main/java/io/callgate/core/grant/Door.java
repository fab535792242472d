package io.callgate.core.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** By which door somebody asks to be let in, and in what the doors differ: a line each. */
public enum Door {
    /** Who keyed a PIN has one address, and is let in though somebody banned it: a grant beats a ban. */
    PHONE(Origin.PHONE, true, true, Duration.ZERO),
    /** Whoever saw a knock may repeat it: it opens for nobody who is banned. Knocking again at once is worth no mail. */
    KNOCK(Origin.KNOCK, false, false, Duration.ofMinutes(1)),
    /** What an administrator enters under a name. */
    ENTRY(Origin.ADMINISTRATOR, false, true, Duration.ZERO);

    private final Origin origin;
    private final boolean oneAddress;
    private final boolean beatsBans;
    private final Duration slack;

    Door(Origin origin, boolean oneAddress, boolean beatsBans, Duration slack) {
        this.origin = origin;
        this.oneAddress = oneAddress;
        this.beatsBans = beatsBans;
        this.slack = slack;
    }

    /** As what its grants stand in the book. */
    public Origin origin() {
        return origin;
    }

    /** Those of {@code grants} that came in by it. */
    public List<Grant> of(List<Grant> grants) {
        return grants.stream().filter(g -> g.origin() == origin).toList();
    }

    boolean beatsBans() {
        return beatsBans;
    }

    /** Whether a grant of the owner's goes when {@code wish} is granted: never one that came by another door. */
    boolean replaces(Grant held, Wish wish) {
        return held.origin() == origin
                && held.owner().equals(wish.owner())
                && (oneAddress || held.range().equals(wish.range()));
    }

    /** Whether a grant that ends at {@code held} is as good as one that ends at {@code wanted}. */
    boolean isAsLong(Optional<Instant> held, Optional<Instant> wanted) {
        if (slack.isZero() || held.isEmpty() || wanted.isEmpty()) return held.equals(wanted);
        return held.get().isAfter(wanted.get().minus(slack));
    }
}
