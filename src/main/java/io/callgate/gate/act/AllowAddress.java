package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.grant.Wish;
import io.callgate.gate.Command;
import io.callgate.gate.TellOutcome;
import io.callgate.gate.UnitOfWork;
import java.util.Optional;

/** A caller who has shown their PIN wants their phone's address let in, in the place of the one before. */
public record AllowAddress(AccountNumber number, Address address, Caller caller) implements Command<GrantDecision> {

    static final String ACTOR = "phone";

    /** Refuses with {@link Refusal} when the account was closed during the call, and when it opens nothing that is here. */
    @Override
    public GrantDecision run(UnitOfWork work) {
        Account account = openAccount(work, number);
        Wish wish = new Wish(
                Door.PHONE,
                account.owner(),
                address.asRange(),
                account.services(),
                work.rules().phoneGrantFor(),
                "");
        return new LetIn(wish, Optional.of(account), "", ACTOR, Optional.of(caller))
                .run(work)
                .match(granted -> granted, same -> same, AllowAddress::spoken);
    }

    /** A caller can be told what is wrong with an address; anything else is for whoever reads the log. */
    private static GrantDecision spoken(GrantDecision.Refused refused) {
        if (refused.reason().isEmpty()) throw new Refusal("account " + refused.why());
        return refused;
    }

    static Account openAccount(UnitOfWork work, AccountNumber number) {
        return work.book()
                .account(number)
                .filter(Account::enabled)
                .orElseThrow(() -> new Refusal("account " + number + " was closed during the call"));
    }

    @Override
    public Optional<TellOutcome> ifUnknown() {
        return Optional.of(new TellOutcome(number, caller));
    }
}
