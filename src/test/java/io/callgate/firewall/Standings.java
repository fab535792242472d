package io.callgate.firewall;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.RangeOpenings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Standings as tests want them. */
final class Standings {

    static final Banned NO_BANS = new Banned();

    private Standings() {}

    /** Banned for ever. */
    static Banned banned(String... ranges) {
        Banned bans = new Banned();
        for (String range : ranges) bans.put(AddressRange.parse(range), Optional.empty());
        return bans;
    }

    static Banned bannedUntil(Instant end, String... ranges) {
        Banned bans = new Banned();
        for (String range : ranges) bans.put(AddressRange.parse(range), Optional.of(end));
        return bans;
    }

    /** No longer banned. */
    static Banned lifted(String... ranges) {
        Banned bans = new Banned();
        for (String range : ranges) bans.lift(AddressRange.parse(range));
        return bans;
    }

    /** Open for ever. */
    static RangeOpenings open(String range, String... services) {
        return standing(AddressRange.parse(range), Optional.empty(), Optional.empty(), services);
    }

    static RangeOpenings openUntil(Instant end, String range, String... services) {
        return standing(AddressRange.parse(range), Optional.of(end), Optional.empty(), services);
    }

    /** Banned by an administrator, for ever. */
    static RangeOpenings shut(String range) {
        AddressRange shut = AddressRange.parse(range);
        Ban ban = new Ban(1, shut, "administrator", "", Instant.EPOCH, Optional.empty());
        return new RangeOpenings(shut, ImmutableList.of(), Optional.empty(), Optional.of(ban));
    }

    /** Has no grant, and used one. */
    static RangeOpenings removed(String address, Instant now) {
        return judged(address, Judged.Cause.USED, now.plus(Judged.AFTERMATH));
    }

    /** Has no grant. */
    static RangeOpenings judged(String address, Judged.Cause cause, Instant until) {
        Judged judged = new Judged(Address.parse(address), cause, Instant.EPOCH, Optional.of(until), "");
        return standing(AddressRange.parse(address), Optional.empty(), Optional.of(judged));
    }

    static RangeOpenings standing(
            AddressRange range, Optional<Instant> end, Optional<Judged> judged, String... services) {
        ImmutableList<Opening> openings = List.of(services).stream()
                .map(service -> new Opening(range, service, end, "phone 1001 grant 7"))
                .collect(ImmutableList.toImmutableList());
        return new RangeOpenings(range, openings, judged, Optional.empty());
    }
}
