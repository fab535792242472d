package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.grant.Wish;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import io.callgate.gate.WantedKernel;
import java.util.Optional;

/**
 * Somebody knocked as the owner does, and is let in for some hours; knocking again extends that. Refused when the key was
 * changed or used meanwhile, or may not open for that address.
 */
public record LetInByKnock(Owner owner, KnockKey.Turn turn, Address address) implements Command<GrantDecision> {

    private static final String ACTOR = "knock";

    /**
     * Does all that a knock of the box from {@code address} would have the book do, and is refused in the end, so that nothing of
     * it is kept: a daemon that has just started takes long for the first one.
     */
    public static Command<GrantDecision> rehearsal(KnockSequence sequence, Address address) {
        return work -> {
            KnockKey key = new KnockKey.Fixed(KnockKey.BOX, sequence, work.now());
            work.book().putKnockKey(key);
            KnockKey.Turn turn = key.turns().findFirst().orElseThrow();
            GrantDecision decision = new LetInByKnock(KnockKey.BOX, turn, address).run(work);
            WantedKernel told = WantedKernel.of(work.book(), work.rules().bans(), work.touched(), work.now());
            throw new Refusal("a rehearsal changes nothing: " + decision + ", " + told.isEmpty());
        };
    }

    @Override
    public GrantDecision run(UnitOfWork work) {
        Optional<KnockKey> key = work.book().knockKey(owner);
        if (key.isEmpty() || key.get().turns().noneMatch(turn::equals))
            return new GrantDecision.Refused("that knock of " + owner + " was changed or used already");
        use(work, key.get());
        Optional<Account> account = account(work);
        return account.isEmpty() && !owner.equals(KnockKey.BOX) ? refuse(work) : letIn(work, account);
    }

    /** Also by who is refused: whoever watched has seen it. */
    private void use(UnitOfWork work, KnockKey key) {
        if (!(key instanceof KnockKey.Once once)) return;
        work.book().putKnockKey(once.after(turn.number()));
        work.changesDoors();
    }

    private Optional<Account> account(UnitOfWork work) {
        return AccountNumber.isValid(owner.name())
                ? work.book().account(new AccountNumber(owner.name())).filter(Account::enabled)
                : Optional.empty();
    }

    private GrantDecision refuse(UnitOfWork work) {
        String why = "account " + owner + " is disabled or gone";
        work.record(new EventDraft(EventKind.REFUSED, ACTOR)
                .owner(owner)
                .address(address)
                .detail(why));
        return new GrantDecision.Refused(why);
    }

    private GrantDecision letIn(UnitOfWork work, Optional<Account> account) {
        KnockLimits limits = work.rules().knock();
        Services services = account.map(Account::services).orElse(limits.services());
        Wish wish = new Wish(Door.KNOCK, owner, address.asRange(), services, Optional.of(limits.grantFor()), "");
        return new LetIn(wish, account, address + " may now connect, by the box's knock", ACTOR, Optional.empty())
                .run(work);
    }
}
