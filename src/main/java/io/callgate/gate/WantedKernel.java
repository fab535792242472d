package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.gate.port.BookView;
import io.callgate.kit.Repeats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel has to hold, as the book says at one moment: of all ranges, or of some.
 *
 * @param lastMessage messages of the outbox up to this id tell of nothing later
 */
public record WantedKernel(List<RangeOpenings> standings, Banned bans, long revision, long lastMessage) {

    private static final Logger log = LoggerFactory.getLogger(WantedKernel.class);
    private static final Repeats NEVER = new Repeats(log::warn);

    /** Of more, answers to the PBX pass as of those that the scanner bans: a list of a million is nobody's whom the PBX talks to. */
    private static final int MOST_BY_HAND = 20_000;

    /** Of all ranges. */
    public static WantedKernel of(BookView book, BanPolicy policy, Instant now) {
        Map<AddressRange, List<Grant>> byRange = new HashMap<>();
        for (Grant grant : book.grants(now))
            byRange.computeIfAbsent(grant.range(), r -> new ArrayList<>(1)).add(grant);
        Map<AddressRange, Judged> judged = new HashMap<>();
        for (Judged each : book.judged(now)) judged.put(each.address().asRange(), each);
        judged.keySet().forEach(range -> byRange.computeIfAbsent(range, r -> List.of()));
        Map<AddressRange, List<Ban>> shut = new HashMap<>();
        for (Ban ban : book.bansByHand(now, MOST_BY_HAND))
            if (policy.refusal(ban.range()).isEmpty())
                shut.computeIfAbsent(ban.range(), r -> new ArrayList<>(1)).add(ban);
        shut.keySet().forEach(range -> byRange.computeIfAbsent(range, r -> List.of()));
        List<RangeOpenings> standings = new ArrayList<>(byRange.size());
        byRange.forEach((range, grants) -> RangeOpenings.of(
                        range, grants, shut.getOrDefault(range, List.of()), Optional.ofNullable(judged.get(range)), now)
                .ifPresent(standings::add));
        Banned bans = book.banned(now);
        policy.spare(bans)
                .forEach(range -> NEVER.say(policy.refusal(range).orElse("")
                        + "; a ban of it in the book, which no command has entered, or before it was so, shuts nobody out:"
                        + " 'callgate unban " + range + "' takes it away"));
        return new WantedKernel(standings, bans, book.revision(), book.lastMessageId());
    }

    /** Of those that were touched just now, with those that are to be taken out of the kernel. */
    public static WantedKernel of(BookView book, BanPolicy policy, ChangedRanges touched, Instant now) {
        List<RangeOpenings> standings = new ArrayList<>(touched.grants().size());
        for (AddressRange range : touched.grants())
            standings.add(RangeOpenings.of(
                            range, book.grants(range, now), bans(book, policy, range, now), judged(book, range), now)
                    .orElseGet(() -> RangeOpenings.none(range)));
        Banned bans = new Banned();
        for (AddressRange range : touched.bans()) {
            bans.lift(range);
            bans(book, policy, range, now).forEach(ban -> bans.put(range, ban.endsAt()));
        }
        return new WantedKernel(standings, bans, book.revision(), book.lastMessageId());
    }

    private static List<Ban> bans(BookView book, BanPolicy policy, AddressRange range, Instant now) {
        return policy.refusal(range).isEmpty() ? book.bans(range, now) : List.of();
    }

    private static Optional<Judged> judged(BookView book, AddressRange range) {
        return range.isSingle() ? book.judged(range.network()) : Optional.empty();
    }

    public boolean isEmpty() {
        return standings.isEmpty() && bans.size() == 0;
    }
}
