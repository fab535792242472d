package io.callgate.gate;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Door;
import io.callgate.core.mail.Notices;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a caller by mail what holds, who had heard that it could not be confirmed. */
public record TellOutcome(AccountNumber number, Caller caller) implements Command<Void> {

    /** @throws RuntimeException for an entry that is none of {@link #entry} */
    static TellOutcome of(JournalEntry entry) {
        return new TellOutcome(new AccountNumber(entry.by()), Caller.received(entry.text()));
    }

    JournalEntry entry(Instant now) {
        return new JournalEntry(
                JournalEntry.Kind.PROMISE, Optional.empty(), Optional.empty(), now, number.digits(), caller.number());
    }

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
