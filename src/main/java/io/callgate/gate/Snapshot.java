package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the kernel has to hold, as the book says at one moment.
 *
 * @param lastMail mails up to this id tell of nothing later
 */
record Snapshot(List<Standing> standings, long revision, long lastMail) {

    static Snapshot of(BookView book, Instant now) {
        Map<AddressRange, List<Grant>> byRange = new HashMap<>();
        for (Grant grant : book.grants(now))
            byRange.computeIfAbsent(grant.range(), r -> new ArrayList<>(1)).add(grant);
        Map<AddressRange, Instant> ended = book.endedSince(now.minus(Standing.AFTERMATH), now);
        ended.keySet().forEach(range -> byRange.computeIfAbsent(range, r -> List.of()));
        List<Standing> standings = new ArrayList<>(byRange.size());
        byRange.forEach((range, grants) -> Standing.of(range, grants, Optional.ofNullable(ended.get(range)), now)
                .ifPresent(standings::add));
        return new Snapshot(standings, book.revision(), book.lastMailId());
    }
}
