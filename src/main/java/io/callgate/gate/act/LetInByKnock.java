package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.mail.Notices;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.WantedKernel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody knocked as the owner does, and is let in for some hours; knocking again extends that. Refused when the key was
 * changed or used meanwhile, or may not open for that address.
 */
public record LetInByKnock(Owner owner, KnockKey.Turn turn, Address address) implements Command<LetInByKnock.Answer> {

    private static final String ACTOR = "knock";
    /** Knocking again so soon changes nothing worth a mail. */
    private static final Duration SAME = Duration.ofMinutes(1);

    /**
     * Does all that a knock of the box from {@code address} would have the book do, and is refused in the end, so that nothing of
     * it is kept: a daemon that has just started takes long for the first one.
     */
    public static Command<Answer> rehearsal(KnockSequence sequence, Address address) {
        return work -> {
            KnockKey key = new KnockKey.Fixed(KnockKey.BOX, sequence, work.now());
            work.book().putKnockKey(key);
            KnockKey.Turn turn = key.turns().findFirst().orElseThrow();
            Answer answer = new LetInByKnock(KnockKey.BOX, turn, address).run(work);
            WantedKernel told = WantedKernel.of(work.book(), work.rules().bans(), work.touched(), work.now());
            throw new Refusal("a rehearsal changes nothing: " + answer + ", " + told.isEmpty());
        };
    }

    /** What became of it, true by the time it is told. */
    public sealed interface Answer permits LetIn, Refused {}

    public record LetIn(Instant endsAt) implements Answer {}

    public record Refused(String why) implements Answer {}

    @Override
    public Answer run(UnitOfWork work) {
        Optional<KnockKey> key = work.book().knockKey(owner);
        if (key.isEmpty() || key.get().turns().noneMatch(turn::equals))
            return new Refused("that knock of " + owner + " was changed or used already");
        use(work, key.get());
        Optional<String> refusal = refusal(work);
        if (refusal.isPresent()) {
            record(work, EventKind.REFUSED, "", refusal.get());
            return new Refused(refusal.get());
        }
        return letIn(work);
    }

    /** Also by who is refused: whoever watched has seen it. */
    private void use(UnitOfWork work, KnockKey key) {
        if (!(key instanceof KnockKey.Once once)) return;
        work.book().putKnockKey(once.after(turn.number()));
        work.changesDoors();
    }

    private Optional<String> refusal(UnitOfWork work) {
        if (!owner.equals(KnockKey.BOX) && account(work).isEmpty())
            return Optional.of("account " + owner + " is disabled or gone");
        Services services = services(work);
        if (!work.rules().services().knowsAny(services))
            return Optional.of(owner + " opens " + services + ", and no such service is here");
        boolean banned = !work.book().bansOver(address.asRange(), work.now()).isEmpty();
        if (banned) return Optional.of(address + " is banned");
        return work.rules().policy().check(address.asRange()).map(refused -> refused.message());
    }

    private Optional<Account> account(UnitOfWork work) {
        return AccountNumber.isValid(owner.name())
                ? work.book().account(new AccountNumber(owner.name())).filter(Account::enabled)
                : Optional.empty();
    }

    private Services services(UnitOfWork work) {
        return account(work).map(Account::services).orElse(work.rules().knock().services());
    }

    private Answer letIn(UnitOfWork work) {
        Services services = services(work);
        Instant end = work.now().plus(work.rules().knock().grantFor());
        List<Grant> before = work.book().grants(owner, work.now()).stream()
                .filter(g -> g.origin() == Origin.KNOCK && g.range().equals(address.asRange()))
                .toList();
        Optional<Grant> same =
                before.stream().filter(g -> isSame(g, services, end)).findFirst();
        if (same.isPresent()) {
            work.affirm(address.asRange());
            return new LetIn(same.get().endsAt().orElseThrow());
        }
        before.forEach(old -> work.end(old, ACTOR));
        work.grant(owner, Origin.KNOCK, address.asRange(), services, Optional.of(end), "");
        Event event = record(work, EventKind.GRANTED, services.toString(), before.isEmpty() ? "" : "extended");
        work.post(account(work)
                .map(account -> Notices.granted(work.rules(), account, event, "", Optional.of(end)))
                .orElseGet(() -> Notices.entry(
                        work.rules(), event, address + " may now connect, by the box's knock", Optional.of(end))));
        return new LetIn(end);
    }

    private static boolean isSame(Grant grant, Services services, Instant end) {
        return grant.services().equals(services)
                && grant.endsAt().filter(e -> e.isAfter(end.minus(SAME))).isPresent();
    }

    private Event record(UnitOfWork work, EventKind kind, String services, String detail) {
        return work.record(kind, ACTOR, owner.name(), address.toString(), services, "", detail);
    }
}
