package io.callgate.gate;

import io.callgate.core.address.Address;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in the book what the kernel notes of who began flows with whom, so that a restart forgets nothing of it. The kernel
 * goes by what it noted at once, whether the book has it or not. On the book lane.
 */
final class Noting {

    private static final Logger log = LoggerFactory.getLogger(Noting.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** In one transaction of the book; what is left has its turn the next time. */
    private static final int BATCH = 2_000;

    private final Store store;
    private final Firewall firewall;
    private final KernelLane lane;
    private Instant lookedAt = Instant.EPOCH;

    Noting(Store store, Firewall firewall, KernelLane lane) {
        this.store = store;
        this.firewall = firewall;
        this.lane = lane;
    }

    /** What is to be entered into the book now, if anything is. */
    Optional<Command<Integer>> report(Instant now) {
        if (!Pace.isDue(lookedAt, now, EVERY)) return Optional.empty();
        lookedAt = now;
        try {
            List<Judged> news = news(now);
            return news.isEmpty() ? Optional.empty() : Optional.of(work -> enter(work, news));
        } catch (FirewallException | StoreException e) {
            log.warn("what the kernel notes of flows cannot be kept for a restart: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private List<Judged> news(Instant now) {
        List<Judged> found = lane.call(() -> noted(now));
        if (found.isEmpty()) return found;
        Map<Address, Judged> written = new HashMap<>();
        store.read(book -> book.judged(now)).forEach(each -> written.put(each.address(), each));
        found.removeIf(each ->
                each.over(Optional.ofNullable(written.get(each.address()))).isEmpty());
        return found;
    }

    /** On the kernel lane. */
    private List<Judged> noted(Instant now) {
        Firewall.Noted noted = firewall.noted(now);
        List<Judged> found = new ArrayList<>();
        noted.used().forEach((address, until) -> found.add(judged(address, Cause.USED, until, now)));
        // While nothing is shut, everybody has flows.
        if (firewall.mode() == Firewall.Mode.ENFORCE)
            noted.flows()
                    .keySet()
                    .forEach(address -> found.add(judged(address, Cause.FLOW, now.plus(Judged.AFTERMATH), now)));
        // Of others the kernel hears again as soon as it starts to matter.
        noted.peers().forEach((address, until) -> {
            if (firewall.lets(address)) found.add(judged(address, Cause.PEER, until, now));
        });
        return found;
    }

    private static Judged judged(Address address, Cause cause, Instant until, Instant now) {
        return new Judged(address, cause, now, Optional.of(until), "");
    }

    private static int enter(UnitOfWork work, List<Judged> news) {
        work.book().forgetJudged(work.now());
        news.stream().limit(BATCH).forEach(each -> each.over(
                        work.book().judged(each.address()).filter(old -> old.holdsAt(work.now())))
                .ifPresent(work::judge));
        return news.size();
    }
}
