package io.callgate.gate;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.Grant;
import io.callgate.core.notice.Notices;
import java.time.Instant;
import java.util.List;
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
            List<AddressRange> letIn = Door.PHONE.of(work.book().grants(account.owner(), work.now())).stream()
                    .map(Grant::range)
                    .toList();
            EventDraft draft = new EventDraft(EventKind.OUTCOME_FOUND, "callgate")
                    .owner(number)
                    .addresses(letIn)
                    .caller(caller);
            Event event = work.record(draft.detail("a call could not be confirmed; " + whatHolds(letIn)));
            work.post(Notices.outcome(account, event));
        });
        return null;
    }

    private static String whatHolds(List<AddressRange> letIn) {
        return letIn.isEmpty()
                ? "now no address is allowed by phone"
                : "now allowed is " + letIn.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
    }
}
