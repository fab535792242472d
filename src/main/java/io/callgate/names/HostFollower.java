package io.callgate.names;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Hosts;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Part;
import io.callgate.kit.Repeats;
import io.callgate.kit.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the grants of all host names what DNS says, on a thread of its own. Each name goes its own way: none waits for another,
 * and one that fails changes nothing but itself.
 */
public final class HostFollower implements Part {

    private static final Logger log = LoggerFactory.getLogger(HostFollower.class);
    private final Repeats failures = new Repeats(log::warn);
    private final Repeats faults = Repeats.withTrace(log::error);

    /** In the audit. */
    static final String ACTOR = "dns";

    /** How soon a name is noticed that a command, an administrator or another PBX entered or took away. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Gate gate;
    private final Resolver resolver;
    private final Refresh refresh;
    private final ScheduledThreadPoolExecutor thread;
    /** By the number in the book; used by the one thread only. */
    private final Map<Long, Followed> followed = new HashMap<>();

    private static final class Followed {
        private NamedHost host;
        private Optional<ScheduledFuture<?>> next = Optional.empty();
        private int failures;

        Followed(NamedHost host) {
            this.host = host;
        }
    }

    public HostFollower(Gate gate, Resolver resolver, Refresh refresh) {
        this.gate = gate;
        this.resolver = resolver;
        this.refresh = refresh;
        thread = new ScheduledThreadPoolExecutor(1, Daemons.named("names"));
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public static HostFollower open(NamesConfig config, Gate gate, Resolver resolver) {
        return new HostFollower(gate, resolver, new Refresh(config.minRefresh(), config.maxRefresh())).start();
    }

    /** Asks for all names at once; to be called when the gate has started. */
    public HostFollower start() {
        thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** What became of each name is in the book. */
    @Override
    public Status status() {
        return Status.of("names").beside().build();
    }

    /** Close it before the gate and the resolver. Answers under way are dropped. */
    @Override
    public void close() {
        thread.shutdown();
        // It may be reading the book just now, which is closed next.
        if (!Uninterruptibles.awaitTerminationUninterruptibly(thread, CLOSING))
            log.warn("the host names are still being read");
    }

    /** An exception would end the looking for good. */
    private void look() {
        try {
            follow(gate.read(BookView::hosts));
        } catch (StoreException e) {
            failures.say("the host names of the book cannot be read: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            faults.say("a fault while host names are followed; it goes on", e);
        }
    }

    /** Those first that had no trouble: should many be dead, they keep none of these waiting. */
    private void follow(List<NamedHost> hosts) {
        Set<Long> present = hosts.stream().map(NamedHost::id).collect(Collectors.toSet());
        followed.entrySet().removeIf(e -> {
            if (!present.contains(e.getKey())) e.getValue().next.ifPresent(next -> next.cancel(false));
            return !present.contains(e.getKey());
        });
        hosts.stream()
                .sorted(Comparator.comparing((NamedHost h) -> h.trouble().isPresent()))
                .filter(h -> !followed.containsKey(h.id()))
                .forEach(h -> {
                    followed.put(h.id(), new Followed(h));
                    ask(followed.get(h.id()));
                });
    }

    private void ask(Followed name) {
        name.next = Optional.empty();
        resolver.look(name.host.host())
                .thenCompose(lookup -> gate.submit(Hosts.follow(name.host, lookup, ACTOR))
                        .thenApply(result -> Map.entry(lookup, result)))
                .whenComplete((done, fault) -> onThread(() -> {
                    if (fault == null) followed(name, done.getKey(), done.getValue());
                    else failed(name, fault);
                }));
    }

    private void onThread(Runnable task) {
        // Closed meanwhile: what came of it is in the book, and nobody follows it further.
        if (!thread.isShutdown()) thread.execute(task);
    }

    private void followed(Followed name, Lookup lookup, Optional<Hosts.Followed> result) {
        if (result.isEmpty()) return;
        Hosts.Followed now = result.get();
        log(name.host, now);
        name.host = now.host();
        name.failures = lookup.hasAddress() ? 0 : name.failures + 1;
        Optional<Duration> left =
                now.until().map(until -> Duration.between(gate.clock().instant(), until));
        again(name, refresh.after(lookup, name.failures, left));
    }

    /** When the book is away, it is so for all names, and the gate says it. */
    private void failed(Followed name, Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        if (!(cause instanceof StoreException))
            failures.say(name.host.host() + " could not be followed: " + cause.getMessage());
        again(name, refresh.min());
    }

    private void again(Followed name, Duration later) {
        if (followed.get(name.host.id()) != name || thread.isShutdown()) return;
        name.next = Optional.of(thread.schedule(() -> ask(name), later.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void log(NamedHost before, Hosts.Followed now) {
        if (!now.before().equals(now.after()))
            log.info("{} of {}: {} is now {}", before.host(), before.owner(), now.before(), now.after());
        if (!before.trouble().equals(now.host().trouble()))
            log.info(
                    "{} of {}: {}",
                    before.host(),
                    before.owner(),
                    now.host().trouble().map(t -> t.kind() + ": " + t.detail()).orElse("is current again"));
    }
}
