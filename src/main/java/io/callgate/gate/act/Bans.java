package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an administrator does with bans. */
public final class Bans {

    private Bans() {}

    /** @param range what is now shut out, which for IPv6 may be wider than what was asked */
    public record Shut(AddressRange range, Optional<Grant> beatenBy) {}

    /**
     * Shuts {@code asked} out; a ban of the same range that holds already is replaced.
     *
     * @param duration empty for ever
     * @param force although a grant lets it in, or it is very wide
     */
    public static Command<Shut> ban(
            AddressRange asked, Optional<Duration> duration, String reason, boolean force, String actor) {
        return work -> {
            AddressRange range = work.rules().bans().reach(asked);
            work.rules().bans().refusal(range).ifPresent(Refusal::because);
            Optional<Grant> grant = work.book().grants(work.now()).stream()
                    .filter(g -> g.range().overlaps(range))
                    .findFirst();
            if (!force) refuseDoubtful(range, grant);
            for (Ban old : work.book().bans(range, work.now())) work.endBan(old, actor);
            work.ban(range, Ban.ADMINISTRATOR, reason, duration.map(work.now()::plus));
            work.record(new EventDraft(EventKind.BANNED, actor).address(range).detail(reason));
            return new Shut(range, grant);
        };
    }

    private static void refuseDoubtful(AddressRange range, Optional<Grant> grant) {
        BanPolicy.tooWide(range).ifPresent(Refusal::because);
        grant.ifPresent(g -> {
            throw new Refusal(g.range() + " is let in by grant " + g.id() + " of " + g.owner()
                    + ", and a grant beats a ban: end that first, or enter the ban with --force");
        });
    }

    /** Ends the bans of exactly {@code asked}, of IPv6 otherwise those of its /64, and returns what they shut out. */
    public static Command<AddressRange> unban(AddressRange asked, String actor) {
        return work -> {
            boolean alone = !work.book().bans(asked, work.now()).isEmpty();
            AddressRange range = alone ? asked : Banned.widened(asked);
            List<Ban> bans = work.book().bans(range, work.now());
            if (bans.isEmpty()) throw new Refusal(notBanned(work, range));
            for (Ban ban : bans) work.endBan(ban, actor);
            work.record(new EventDraft(EventKind.UNBANNED, actor)
                    .address(range)
                    .detail(bans.get(0).reason()));
            return range;
        };
    }

    private static String notBanned(UnitOfWork work, AddressRange range) {
        return work.book().bansOver(range, work.now()).stream()
                .findFirst()
                .map(ban -> range + " has no ban of its own; it is in " + ban.range() + ", which ban " + ban.id()
                        + " shuts out")
                .orElse(range + " is not banned; 'callgate list bans' shows who is");
    }
}
