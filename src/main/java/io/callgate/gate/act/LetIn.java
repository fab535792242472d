package io.callgate.gate.act;

import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.grant.GrantRules;
import io.callgate.core.grant.Wish;
import io.callgate.core.notice.Notice;
import io.callgate.core.notice.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.util.Optional;

/**
 * Somebody is let in, or not: decided, entered, written to the audit and told by mail, for whichever door they came to. What it
 * refuses is in the audit, unless the command that it is part of is refused as a whole.
 *
 * @param user whose account it is; empty where only the administrators are told
 * @param what it is, in a line to administrators; of no account
 * @param actor who lets in, as the audit has it
 * @param caller the number that they call from; empty at doors where nobody calls
 */
record LetIn(Wish wish, Optional<Account> user, String what, String actor, Optional<Caller> caller)
        implements Command<GrantDecision> {

    @Override
    public GrantDecision run(UnitOfWork work) {
        GrantDecision decision = GrantRules.decide(
                wish,
                work.book().grants(wish.owner(), work.now()),
                !work.book().bansOver(wish.range(), work.now()).isEmpty(),
                work.rules().policy(),
                work.rules().services(),
                work.now());
        return decision.match(
                granted -> enter(work, granted), same -> affirm(work, same), refused -> refuse(work, refused));
    }

    private GrantDecision enter(UnitOfWork work, GrantDecision.Granted granted) {
        granted.replaced().forEach(old -> work.end(old, actor));
        work.grant(wish.grant(work.now(), granted.endsAt()));
        Event event =
                work.record(event(EventKind.GRANTED).services(wish.services()).detail(detail(granted)));
        work.post(notice(event, granted));
        return granted;
    }

    private String detail(GrantDecision.Granted granted) {
        String beside = granted.replacedBeside(wish.range());
        if (!beside.isEmpty()) return "replaces " + beside;
        return granted.replaced().isEmpty() ? wish.note() : "extended";
    }

    private Notice notice(Event event, GrantDecision.Granted granted) {
        return user.map(account ->
                        Notices.granted(account, event, granted.replacedBeside(wish.range()), granted.endsAt()))
                .orElseGet(() -> Notices.entry(event, what, granted.endsAt()));
    }

    private GrantDecision affirm(UnitOfWork work, GrantDecision.Unchanged same) {
        work.affirm(wish.range());
        return same;
    }

    private GrantDecision refuse(UnitOfWork work, GrantDecision.Refused refused) {
        work.record(event(EventKind.REFUSED).detail(refused.why()));
        return refused;
    }

    private EventDraft event(EventKind kind) {
        EventDraft draft = new EventDraft(kind, actor).owner(wish.owner()).address(wish.range());
        return caller.map(draft::caller).orElse(draft);
    }
}
