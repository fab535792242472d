package io.callgate.core.grant;

import io.callgate.core.service.ServiceCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who is let in: one rule for every {@link Door}. */
public final class GrantRules {

    private GrantRules() {}

    /**
     * Decides on a wish.
     *
     * @param held grants that hold, the owner's among them; those of other owners and doors stay as they are
     * @param banned whether a ban covers the range
     * @param services those of this box, of which it has to open one at least
     */
    public static GrantDecision decide(
            Wish wish, List<Grant> held, boolean banned, GrantPolicy policy, ServiceCatalog services, Instant now) {
        if (!services.knowsAny(wish.services()))
            return new GrantDecision.Refused(
                    wish.owner() + " opens " + wish.services() + ", and no such service is here");
        if (banned && !wish.door().beatsBans()) return new GrantDecision.Refused(wish.range() + " is banned");
        return policy.check(wish.range())
                .<GrantDecision>map(r -> new GrantDecision.Refused(r.message(), Optional.of(r.reason())))
                .orElseGet(() -> grant(wish, held, now));
    }

    private static GrantDecision grant(Wish wish, List<Grant> held, Instant now) {
        Optional<Instant> endsAt = wish.lasts().map(now::plus);
        List<Grant> replaced =
                held.stream().filter(g -> wish.door().replaces(g, wish)).toList();
        if (replaced.size() == 1 && isSame(replaced.get(0), wish, endsAt))
            return new GrantDecision.Unchanged(replaced.get(0));
        return new GrantDecision.Granted(replaced, endsAt);
    }

    /** A grant that would end sooner than a new one is not the same: asking again extends it. */
    private static boolean isSame(Grant held, Wish wish, Optional<Instant> endsAt) {
        return held.range().equals(wish.range())
                && held.services().equals(wish.services())
                && wish.door().isAsLong(held.endsAt(), endsAt);
    }
}
