package io.callgate.gate;

import io.callgate.core.Refusal;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.ban.Banned;
import io.callgate.gate.JournalEntry.Kind;
import io.callgate.gate.port.Firewall;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an administrator does while the book is silent: in the kernel at once and on the disk, and in the book when it is back.
 * What the rules refuse is refused as ever, as far as the kernel knows who has a grant.
 */
public final class ByHand {

    private static final Duration DISK = Duration.ofSeconds(1);

    private final Gate gate;
    private final Firewall firewall;
    private final KernelLane lane;
    private final KernelFollower kernel;
    private final Runnable enter;

    ByHand(Gate gate, Firewall firewall, KernelLane lane, KernelFollower kernel, Runnable enter) {
        this.gate = gate;
        this.firewall = firewall;
        this.lane = lane;
        this.kernel = kernel;
        this.enter = enter;
    }

    /** As {@link io.callgate.gate.act.Bans#ban}; returns what is shut out now. */
    public AddressRange ban(
            AddressRange asked, Optional<Duration> duration, String reason, boolean force, String actor) {
        AddressRange range = gate.rules().bans().reach(asked);
        gate.rules().bans().refusal(range).ifPresent(Refusal::because);
        if (!force) BanPolicy.tooWide(range).ifPresent(Refusal::because);
        boolean granted = !force && lane.call(() -> firewall.lets(range.network()));
        if (granted)
            throw new Refusal(range + " is let in by a grant, and a grant beats a ban: enter the ban with --force");
        Instant now = now();
        // Who gave the order stands in the audit of a ban that the book takes later.
        done(new JournalEntry(Kind.BAN, Optional.of(range), duration.map(now::plus), now, actor, reason));
        return range;
    }

    /** As {@link io.callgate.gate.act.Bans#unban}. */
    public AddressRange unban(AddressRange asked, String actor) {
        boolean alone = lane.call(() -> firewall.bannedUntil(asked)) > 0;
        AddressRange range = alone ? asked : Banned.widened(asked);
        if (lane.call(() -> firewall.bannedUntil(range)) == 0)
            throw new Refusal(
                    range + " is not banned as far as the kernel was told; 'callgate list bans' shows who is");
        done(new JournalEntry(Kind.UNBAN, Optional.of(range), Optional.empty(), now(), actor, ""));
        return range;
    }

    /** Has the audit tell of what was done to the firewall itself, as soon as the book answers. */
    public void mode(String what, String actor) {
        done(new JournalEntry(Kind.MODE, Optional.empty(), Optional.empty(), now(), actor, what));
    }

    private void done(JournalEntry entry) {
        CompletableFuture<Void> kept = lane.call(() -> kernel.doNow(entry));
        enter.run();
        try {
            kept.get(DISK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            String why = e instanceof TimeoutException
                    ? "the disk does not answer"
                    : e.getCause().getMessage();
            throw new Refusal("it is so now, but would not outlive callgate: " + why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant now() {
        return gate.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
