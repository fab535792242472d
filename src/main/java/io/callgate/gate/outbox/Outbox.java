package io.callgate.gate.outbox;

import io.callgate.core.Refusal;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.Gate;
import io.callgate.gate.Listener;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Part;
import io.callgate.kit.Repeats;
import io.callgate.kit.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the book for one channel, on a thread of its own: a server that is slow or dead delays nothing but what goes
 * by that channel.
 *
 * <p>A message is sent when the kernel does what it tells of. What became of it goes into the book at once, and nothing more is
 * sent while the book does not take that: a message is sent twice only if callgate or the server dies between the two.
 */
public final class Outbox implements Part {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private final Repeats waits = new Repeats(log::warn);
    private final Repeats faults = Repeats.withTrace(log::error);
    private final Repeats notTaken = new Repeats(log::info);
    private final Repeats recoveries = new Repeats(log::info);
    private static final int BATCH = 50;

    /** Longer than a batch takes, so that no other PBX with the same book takes the same messages. */
    static final Duration LEASE = Duration.ofMinutes(2);

    /** Then a server that has not finished with a message is told of. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BATCH_TIME = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Gate gate;
    private final String name;
    private final Carrier carrier;
    private final InstantSource clock;
    private final Duration rest;
    private final Outcomes outcomes;
    private final Thread worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    private volatile long seen;
    private volatile Optional<String> fault = Optional.empty();
    private int refusals;
    private volatile Optional<Instant> handingOver = Optional.empty();
    private boolean look;
    private volatile boolean closing;

    /** @param name the {@link io.callgate.core.notice.Channel}'s, and the part's */
    public Outbox(Gate gate, String name, Carrier carrier) {
        this(gate, name, carrier, Duration.ofSeconds(5));
    }

    /** @param rest how long a server, or a book, that does not answer is left alone */
    public Outbox(Gate gate, String name, Carrier carrier, Duration rest) {
        this.gate = gate;
        this.name = name;
        this.carrier = carrier;
        this.clock = gate.clock();
        this.rest = rest;
        this.outcomes = new Outcomes(gate, carrier.givenUp());
        this.worker = Daemons.thread(name + "-outbox", this::loop);
    }

    /** Starts on what waits already; to be called when the gate has started. */
    public Outbox start() {
        gate.listen(new Listener() {
            @Override
            public void messagesReleased() {
                lookAtNews();
            }
        });
        worker.start();
        return this;
    }

    /** What keeps messages from being sent at the moment, as the last one that was tried shows, if something does. */
    public Optional<String> fault() {
        Optional<Instant> since = handingOver;
        if (since.filter(s -> s.plus(PATIENCE).isBefore(clock.instant())).isPresent())
            return Optional.of("the " + name + " server has not finished with a " + name + " since " + since.get());
        return fault;
    }

    @Override
    public Status status() {
        Status.Builder status = Status.of(name).beside();
        fault().ifPresent(
                        f -> status.broken(f, f, "callgate list mails shows what waits; it is tried again by itself"));
        return status.build();
    }

    /** Looks for due messages now, whatever the time. */
    public void lookNow() {
        lock.lock();
        try {
            look = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the message under way; what was claimed and not tried is due again at once. Close it before the gate. */
    @Override
    public void close() {
        closing = true;
        lookNow();
        try {
            worker.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (worker.isAlive())
            log.warn("a {} is still under way; if the server takes it, it is sent again after the next start", name);
    }

    /** On the gate's thread; the outbox's own commands come by here too. */
    private void lookAtNews() {
        if (gate.releasedMessage() > seen) lookNow();
    }

    private void loop() {
        while (!closing) {
            try {
                Optional<Duration> idle = recordAll() ? round() : Optional.empty();
                if (idle.isPresent()) await(idle.get(), () -> look || gate.releasedMessage() > seen);
                else await(rest, () -> false);
            } catch (StoreException | Refusal e) {
                waits.say("the outbox waits for the book: " + e.getMessage());
                await(rest, () -> false);
            } catch (RuntimeException e) {
                faults.say("a fault in the outbox; it goes on", e);
                await(rest, () -> false);
            }
        }
        if (!recordAll()) log.warn("the book does not take that {}s {} were dealt with", name, outcomes.unrecorded());
    }

    /** Waits until {@code enough}, the end, or the time is over, whichever comes first. */
    private void await(Duration time, BooleanSupplier enough) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closing && left > 0 && !enough.getAsBoolean()) left = news.awaitNanos(left);
            look = false;
        } catch (InterruptedException e) {
            log.warn("the outbox was interrupted and goes on: only close() ends it");
        } finally {
            lock.unlock();
        }
    }

    /** Sends all that is due. How long until there is more, or empty if the channel as a whole does not pass. */
    private Optional<Duration> round() {
        try {
            while (!closing) {
                long upTo = gate.releasedMessage();
                List<OutboxMessage> claimed =
                        gate.ask(work -> work.book().claimMessages(name, upTo, work.now(), LEASE, BATCH));
                seen = upTo;
                if (claimed.isEmpty()) return Optional.of(untilDue(upTo));
                boolean passing = deliver(claimed);
                if (!recordAll() || !passing) return Optional.empty();
            }
            return Optional.of(LOOK);
        } finally {
            carrier.hangUp();
        }
    }

    private Duration untilDue(long upTo) {
        Instant now = clock.instant();
        List<OutboxMessage> waiting = gate.read(book -> book.waitingMessages(name, 500));
        Duration least = waiting.stream()
                .filter(message -> message.id() <= upTo)
                .flatMap(message -> message.nextAttemptAt().stream())
                .map(next -> Duration.between(now, next))
                .reduce(LOOK, (a, b) -> a.compareTo(b) < 0 ? a : b);
        return least.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : least;
    }

    /** Tries each message; false when the channel as a whole does not pass. */
    private boolean deliver(List<OutboxMessage> claimed) {
        Instant enough = clock.instant().plus(BATCH_TIME);
        List<CompletableFuture<Void>> records = new ArrayList<>();
        Optional<DeliveryFailure> down = Optional.empty();
        for (OutboxMessage message : claimed) {
            if (down.isPresent()) {
                records.add(outcomes.failed(message, down.get()));
            } else if (closing || clock.instant().isAfter(enough)) {
                records.add(outcomes.putBack(message));
            } else {
                Optional<DeliveryFailure> failure = send(message);
                records.add(failure.map(f -> outcomes.failed(message, f)).orElseGet(() -> outcomes.sent(message)));
                down = failure.filter(f -> f.kind() == DeliveryFailure.Kind.SERVER);
                note(failure);
            }
        }
        CompletableFuture.allOf(records.toArray(CompletableFuture[]::new))
                .handle((done, e) -> done)
                .join();
        return down.isEmpty();
    }

    private Optional<DeliveryFailure> send(OutboxMessage message) {
        try {
            handingOver = Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS));
            carrier.send(message);
            return Optional.empty();
        } catch (DeliveryFailure e) {
            notTaken.say(name + " " + message.id() + " was not taken: " + e.getMessage());
            return Optional.of(e);
        } catch (RuntimeException e) {
            faults.say(name + " " + message.id() + " makes its sender fail", e);
            carrier.hangUp();
            return Optional.of(new DeliveryFailure(DeliveryFailure.Kind.TEMPORARY, "a fault of callgate: " + e));
        } finally {
            handingOver = Optional.empty();
        }
    }

    private void note(Optional<DeliveryFailure> failure) {
        Optional<String> before = fault;
        refusals = failure.isPresent() ? refusals + 1 : 0;
        // One message that is refused says nothing of the others.
        fault = failure.filter(f -> f.kind() == DeliveryFailure.Kind.SERVER || refusals > 1)
                .map(DeliveryFailure::getMessage);
        if (fault.isPresent() && before.isEmpty()) waits.say(name + "s wait: " + fault.get());
        if (fault.isEmpty() && before.isPresent()) recoveries.say(name + "s pass again");
    }

    /** Tells the book again what it did not take; false if it still does not. */
    private boolean recordAll() {
        try {
            outcomes.recordAll();
            return true;
        } catch (StoreException | Refusal e) {
            int count = outcomes.unrecorded().size();
            waits.say("the book does not take what became of " + count + " " + name + "s: " + e.getMessage());
            return false;
        }
    }
}
