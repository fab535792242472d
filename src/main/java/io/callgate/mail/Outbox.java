package io.callgate.mail;

import io.callgate.core.Refusal;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.mail.OutboxMail;
import io.callgate.gate.Command;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails of the book, on a thread of its own: a mail server that is slow or dead delays nothing but mail.
 *
 * <p>A mail is sent when the kernel does what it tells of. What became of it goes into the book at once, and nothing more is
 * sent while the book does not take that: a mail is sent twice only if callgate or the server dies between the two.
 */
public final class Outbox implements Part {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private final Repeats waits = new Repeats(log::warn);
    private final Repeats faults = Repeats.withTrace(log::error);
    private final Repeats notTaken = new Repeats(log::info);
    private final Repeats recoveries = new Repeats(log::info);
    private static final int BATCH = 50;

    /** Longer than a batch takes, so that no other PBX with the same book takes the same mails. */
    static final Duration LEASE = Duration.ofMinutes(2);

    /** Then a server that has not finished with a mail is told of. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BATCH_TIME = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Gate gate;
    private final Mailer mailer;
    private final InstantSource clock;
    private final Duration rest;
    private final Thread worker = Daemons.thread("outbox", this::loop);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** What became of mails, by id, until the book has it. */
    private final Map<Long, Command<Void>> unrecorded = new ConcurrentHashMap<>();

    private volatile long seen;
    private volatile Optional<String> fault = Optional.empty();
    private int refusals;
    private volatile Optional<Instant> handingOver = Optional.empty();
    private boolean look;
    private volatile boolean closing;

    public Outbox(Gate gate, Mailer mailer) {
        this(gate, mailer, Duration.ofSeconds(5));
    }

    /** Sends by the server that was configured; nothing is sent where none was. */
    public static Optional<Outbox> open(MailConfig config, Gate gate) {
        return config.smtp().map(server -> new Outbox(gate, new SmtpMailer(server, config.from()).prepare()).start());
    }

    /** @param rest how long a server, or a book, that does not answer is left alone */
    Outbox(Gate gate, Mailer mailer, Duration rest) {
        this.gate = gate;
        this.mailer = mailer;
        this.clock = gate.clock();
        this.rest = rest;
    }

    /** Starts on what waits already; to be called when the gate has started. */
    public Outbox start() {
        gate.listen(new Listener() {
            @Override
            public void mailPosted() {
                Outbox.this.mailPosted();
            }
        });
        worker.start();
        return this;
    }

    /** What keeps mails from being sent at the moment, as the last one that was tried shows, if something does. */
    public Optional<String> fault() {
        Optional<Instant> since = handingOver;
        if (since.filter(s -> s.plus(PATIENCE).isBefore(clock.instant())).isPresent())
            return Optional.of("the mail server has not finished with a mail since " + since.get());
        return fault;
    }

    @Override
    public Status status() {
        Status.Builder status = Status.of("mail").beside();
        fault().ifPresent(
                        f -> status.broken(f, f, "callgate list mails shows what waits; it is tried again by itself"));
        return status.build();
    }

    /** Looks for due mails now, whatever the time. */
    void lookNow() {
        lock.lock();
        try {
            look = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the mail under way; what was claimed and not tried is due again at once. Close it before the gate. */
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
            log.warn("a mail is still under way; if the server takes it, it is sent again after the next start");
    }

    /** On the gate's thread; the outbox's own commands come by here too. */
    private void mailPosted() {
        if (gate.releasedMail() > seen) lookNow();
    }

    private void loop() {
        while (!closing) {
            try {
                Optional<Duration> idle = recordAll() ? round() : Optional.empty();
                if (idle.isPresent()) await(idle.get(), () -> look || gate.releasedMail() > seen);
                else await(rest, () -> false);
            } catch (StoreException | Refusal e) {
                waits.say("the outbox waits for the book: " + e.getMessage());
                await(rest, () -> false);
            } catch (RuntimeException e) {
                faults.say("a fault in the outbox; it goes on", e);
                await(rest, () -> false);
            }
        }
        if (!recordAll()) log.warn("the book does not take that mails {} were dealt with", unrecorded.keySet());
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

    /** Sends all that is due. How long until there is more, or empty if mail as a whole does not pass. */
    private Optional<Duration> round() {
        try {
            while (!closing) {
                long upTo = gate.releasedMail();
                List<OutboxMail> claimed = gate.ask(work -> work.book().claimMails(upTo, work.now(), LEASE, BATCH));
                seen = upTo;
                if (claimed.isEmpty()) return Optional.of(untilDue(upTo));
                boolean passing = deliver(claimed);
                if (!recordAll() || !passing) return Optional.empty();
            }
            return Optional.of(LOOK);
        } finally {
            mailer.hangUp();
        }
    }

    private Duration untilDue(long upTo) {
        Instant now = clock.instant();
        List<OutboxMail> waiting = gate.read(book -> book.waitingMails(500));
        Duration least = waiting.stream()
                .filter(mail -> mail.id() <= upTo)
                .map(mail -> Duration.between(now, mail.nextAttemptAt()))
                .reduce(LOOK, (a, b) -> a.compareTo(b) < 0 ? a : b);
        return least.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : least;
    }

    /** Tries each mail; false when mail as a whole does not pass. */
    private boolean deliver(List<OutboxMail> claimed) {
        Instant enough = clock.instant().plus(BATCH_TIME);
        List<CompletableFuture<Void>> records = new ArrayList<>();
        Optional<MailFailure> down = Optional.empty();
        for (OutboxMail mail : claimed) {
            if (down.isPresent()) {
                records.add(record(mail, failed(mail, down.get())));
            } else if (closing || clock.instant().isAfter(enough)) {
                records.add(record(mail, putBack(mail)));
            } else {
                Optional<MailFailure> failure = send(mail);
                records.add(record(mail, failure.map(f -> failed(mail, f)).orElseGet(() -> sent(mail))));
                down = failure.filter(f -> f.kind() == MailFailure.Kind.SERVER);
                note(failure);
            }
        }
        CompletableFuture.allOf(records.toArray(CompletableFuture[]::new))
                .handle((done, e) -> done)
                .join();
        return down.isEmpty();
    }

    private Optional<MailFailure> send(OutboxMail mail) {
        try {
            handingOver = Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS));
            mailer.send(mail);
            return Optional.empty();
        } catch (MailFailure e) {
            notTaken.say("mail " + mail.id() + " was not taken: " + e.getMessage());
            return Optional.of(e);
        } catch (RuntimeException e) {
            faults.say("mail " + mail.id() + " makes the mailer fail", e);
            mailer.hangUp();
            return Optional.of(new MailFailure(MailFailure.Kind.TEMPORARY, "a fault of callgate: " + e));
        } finally {
            handingOver = Optional.empty();
        }
    }

    private void note(Optional<MailFailure> failure) {
        Optional<String> before = fault;
        refusals = failure.isPresent() ? refusals + 1 : 0;
        // One mail that is refused says nothing of the others.
        fault = failure.filter(f -> f.kind() == MailFailure.Kind.SERVER || refusals > 1)
                .map(MailFailure::getMessage);
        if (fault.isPresent() && before.isEmpty()) waits.say("mails wait: " + fault.get());
        if (fault.isEmpty() && before.isPresent()) recoveries.say("mails pass again");
    }

    private static Command<Void> sent(OutboxMail mail) {
        return work -> {
            work.book().mailSent(mail.id(), work.now());
            return null;
        };
    }

    private static Command<Void> putBack(OutboxMail mail) {
        return work -> {
            work.book().mailFailed(mail.id(), Optional.of(work.now()), mail.lastError());
            return null;
        };
    }

    private static Command<Void> failed(OutboxMail mail, MailFailure failure) {
        return work -> {
            Optional<Instant> next = Retries.next(mail, failure.kind(), work.now());
            work.book().mailFailed(mail.id(), next, failure.getMessage());
            if (next.isEmpty()) {
                String detail = "mail " + mail.id() + " to " + mail.mail().to() + ": " + failure.getMessage();
                work.record(new EventDraft(EventKind.MAIL_GIVEN_UP, "outbox").detail(detail));
            }
            return null;
        };
    }

    private CompletableFuture<Void> record(OutboxMail mail, Command<Void> command) {
        unrecorded.put(mail.id(), command);
        return gate.submit(command).thenRun(() -> unrecorded.remove(mail.id()));
    }

    /** Tells the book again what it did not take; false if it still does not. */
    private boolean recordAll() {
        try {
            for (Map.Entry<Long, Command<Void>> entry : unrecorded.entrySet()) {
                gate.ask(entry.getValue());
                unrecorded.remove(entry.getKey());
            }
            return true;
        } catch (StoreException | Refusal e) {
            waits.say("the book does not take what became of " + unrecorded.size() + " mails: " + e.getMessage());
            return false;
        }
    }
}
