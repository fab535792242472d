package io.callgate.gate.act;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Door;
import io.callgate.core.mail.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.util.stream.Collectors;

/** Tells a caller by mail what holds, who had heard that it could not be confirmed. */
record TellOutcome(AccountNumber number, Caller caller) implements Command<Void> {

    @Override
    public Void run(UnitOfWork work) {
        work.book().account(number).ifPresent(account -> {
            String letIn = Door.PHONE.of(work.book().grants(account.owner(), work.now())).stream()
                    .map(grant -> grant.range().toString())
                    .collect(Collectors.joining(", "));
            String detail = "a call could not be confirmed; "
                    + (letIn.isEmpty() ? "now no address is allowed by phone" : "now allowed is " + letIn);
            Event event = work.record(
                    EventKind.OUTCOME_FOUND, "callgate", number.digits(), letIn, "", caller.number(), detail);
            work.post(Notices.outcome(work.rules(), account, event));
        });
        return null;
    }
}
