package io.callgate.core.grant;

import io.callgate.core.address.AddressRange;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the firewall has to hold for one range and one service: the sum of all grants for it.
 *
 * @param service a service's name, or {@code all}
 * @param endsAt the latest end of the grants; empty when one of them has none
 * @param comment names the grant that lasts longest, for whoever reads the ruleset: {@code [A-Za-z0-9 ._@-]}, at most 100 characters
 */
public record Opening(AddressRange range, String service, Optional<Instant> endsAt, String comment) {

    /** The openings of grants that share one range, by service; grants that no longer hold at {@code now} do not count. */
    public static TreeMap<String, Opening> of(Collection<Grant> grants, Instant now) {
        TreeMap<String, Opening> byService = new TreeMap<>();
        for (Grant grant : grants) {
            if (!grant.holdsAt(now)) continue;
            for (String service : grant.services().names())
                byService.merge(service, of(grant, service), Opening::longer);
        }
        return byService;
    }

    private static Opening of(Grant grant, String service) {
        String comment = grant.origin() + " " + grant.owner() + " grant " + grant.id();
        return new Opening(grant.range(), service, grant.endsAt(), comment);
    }

    private Opening longer(Opening other) {
        if (endsAt.isEmpty()) return this;
        if (other.endsAt.isEmpty()) return other;
        return other.endsAt.get().isAfter(endsAt.get()) ? other : this;
    }
}
