package io.callgate.gate.act;

import com.google.common.util.concurrent.Striped;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Limit;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.Gate;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Decides who a caller is by account number and PIN.
 *
 * <p>An unknown account, a disabled one and a wrong PIN take the same way: the same hash is computed, the same failures are
 * counted, the same answer is given. Hashing runs on a few threads of its own, so that calls cannot starve the machine. At one
 * account number, a failure is in the book before the next attempt is looked at: however many call at once, an account's lock
 * that opens hears one guess. A caller's lock, and that of all together, hears one a thread, and each of them is counted.
 */
public final class Logins implements AutoCloseable {

    private static final int QUEUE = 2_000;

    /** The overall limit holds as long as no more guesses are heard at once than drain in its longest lock: 10 (15 min, 90 s). */
    private static final int MOST_THREADS = 8;

    private final Striped<Lock> oneByOne = Striped.lock(64);
    private final Gate gate;
    private final ThreadPoolExecutor hashing;

    /** @param threads how many PINs are hashed at once, 1 to 8; a larger number counts as 8 */
    public Logins(Gate gate, int threads) {
        int atOnce = Math.min(threads, MOST_THREADS);
        this.gate = gate;
        this.hashing = new ThreadPoolExecutor(
                atOnce, atOnce, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), Daemons.named("login"));
    }

    /** What an attempt came to. */
    public sealed interface Answer permits Welcome, Wrong, Locked, Busy {}

    public record Welcome(Account account) implements Answer {}

    public record Wrong() implements Answer {}

    /** Too many failures of this account, this caller or overall; nothing was looked at. */
    public record Locked(Instant until) implements Answer {}

    /** Thousands of attempts wait already. */
    public record Busy() implements Answer {}

    /**
     * Checks a PIN. The attempt counts even if the caller hangs up meanwhile. The future fails with {@link StoreException}
     * when the book cannot be reached.
     *
     * @param keyed what was keyed for the account number: any digits, or none
     */
    public CompletableFuture<Answer> check(String keyed, String pin, Caller caller) {
        try {
            return CompletableFuture.supplyAsync(() -> inTurn(keyed, pin, caller), hashing);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Busy());
        }
    }

    /** Or else all that wait for a lock to open would be heard at once. */
    private Answer inTurn(String keyed, String pin, Caller caller) {
        Lock turn = oneByOne.get(keyed);
        turn.lock();
        try {
            return decide(keyed, pin, caller);
        } finally {
            turn.unlock();
        }
    }

    private Answer decide(String keyed, String pin, Caller caller) {
        Optional<AccountNumber> number =
                AccountNumber.isValid(keyed) ? Optional.of(new AccountNumber(keyed)) : Optional.empty();
        Known known = gate.read(book -> known(book, number, caller));
        if (known.lockedUntil().isPresent())
            return new Locked(known.lockedUntil().get());
        PinHash hash = known.account().map(Account::pin).orElse(PinHash.NONE);
        boolean right = hash.matches(pin);
        Optional<Account> account = known.account().filter(Account::enabled);
        if (right && account.isPresent()) return welcome(account.get(), caller);
        note(work -> failed(work, number, caller));
        // Where everybody else hears of a lock, so does the familiar caller who was wrong: it tells nobody whose phone
        // it is.
        return known.passedLock().<Answer>map(Locked::new).orElseGet(Wrong::new);
    }

    /** What the book says before the PIN is looked at. */
    private record Known(Optional<Account> account, Optional<Instant> lockedUntil, Optional<Instant> passedLock) {}

    private Known known(BookView book, Optional<AccountNumber> number, Caller caller) {
        Instant now = gate.clock().instant();
        Optional<Account> account = number.flatMap(book::account);
        Attempts ofAccount = number.map(n -> book.attempts(Subject.account(n))).orElse(Attempts.NONE);
        // The phone that this account last called from may try while strangers wait: a flood must not lock out all.
        boolean familiar = ofAccount.equals(Attempts.NONE)
                && account.flatMap(Account::lastCaller)
                        .filter(c -> c.equals(caller.number()) && !caller.isAnonymous())
                        .isPresent();
        Attempts everybody = book.attempts(Subject.OVERALL);
        Attempts overall = familiar ? Attempts.NONE : everybody;
        Optional<Instant> passedLock =
                familiar && everybody.lockedAt(now) ? Optional.of(everybody.lockedUntil()) : Optional.empty();
        Optional<Instant> lockedUntil = List.of(ofAccount, book.attempts(Subject.caller(caller)), overall).stream()
                .filter(a -> a.lockedAt(now))
                .map(Attempts::lockedUntil)
                .max(Instant::compareTo);
        return new Known(account, lockedUntil, passedLock);
    }

    /** It is written down even if it says nothing new: a book that does not take a failure must not take a success either. */
    private Answer welcome(Account account, Caller caller) {
        note(work -> succeeded(work, account.number(), caller));
        return new Welcome(account);
    }

    /** Of an attempt without an answer its caller need not know more than that it came to nothing. */
    private void note(Command<Void> attempt) {
        try {
            gate.ask(attempt);
        } catch (OutcomeUnknown e) {
            throw new StoreException(e.getMessage(), e);
        }
    }

    private static Void succeeded(UnitOfWork work, AccountNumber number, Caller caller) {
        work.book().account(number).ifPresent(a -> work.book().updateAccount(a.withLastCaller(caller.number())));
        work.book().clearAttempts(Subject.account(number));
        return null;
    }

    private static Void failed(UnitOfWork work, Optional<AccountNumber> number, Caller caller) {
        work.record(event(EventKind.LOGIN_FAILED, AllowAddress.ACTOR, number, caller));
        number.ifPresent(n -> count(work, Subject.account(n), number, caller));
        count(work, Subject.caller(caller), number, caller);
        count(work, Subject.OVERALL, number, caller);
        return null;
    }

    private static void count(UnitOfWork work, Subject subject, Optional<AccountNumber> number, Caller caller) {
        Limit limit = work.rules().guessing().of(subject.kind());
        Attempts before = work.book().attempts(subject);
        Attempts after = limit.failed(before, work.now());
        work.book().forgetAttempts(subject.kind(), work.now().minus(limit.memory()));
        if (!after.lockedAt(work.now())) {
            work.book().putAttempts(subject, after);
            return;
        }
        String detail = subject + " is locked until " + after.lockedUntil();
        Event event =
                work.record(event(EventKind.LOCKED, "gate", number, caller).detail(detail));
        boolean tell = after.tellAt(work.now());
        work.book().putAttempts(subject, tell ? after.told(work.now()) : after);
        if (tell) work.post(Notices.locked(subject, event, after.lockedUntil()));
    }

    private static EventDraft event(EventKind kind, String actor, Optional<AccountNumber> number, Caller caller) {
        EventDraft draft = new EventDraft(kind, actor).caller(caller);
        return number.map(draft::owner).orElse(draft);
    }

    /** Finishes what waits, in the background; what comes now is told that it is busy. */
    @Override
    public void close() {
        hashing.shutdown();
    }
}
