package io.callgate.gate.act;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.event.Event;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.Grant;
import io.callgate.core.notice.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.TellOutcome;
import io.callgate.gate.UnitOfWork;
import java.util.List;
import java.util.Optional;

/** A caller who has shown their PIN wants what they let in by phone shut out again. Answers how many grants ended. */
public record RemoveAddress(AccountNumber number, Caller caller) implements Command<Integer> {

    @Override
    public Integer run(UnitOfWork work) {
        Account account = AllowAddress.openAccount(work, number);
        List<Grant> byPhone = Door.PHONE.of(work.book().grants(account.owner(), work.now()));
        for (Grant grant : byPhone) {
            Event event = EndGrants.end(work, grant, AllowAddress.ACTOR, caller);
            work.post(Notices.removed(account, event));
        }
        return byPhone.size();
    }

    @Override
    public Optional<TellOutcome> ifUnknown() {
        return Optional.of(new TellOutcome(number, caller));
    }
}
