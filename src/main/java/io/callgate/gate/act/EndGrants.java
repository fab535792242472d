package io.callgate.gate.act;

import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.notice.Notices;
import io.callgate.gate.UnitOfWork;

/** Ending grants, with the event that tells of it. */
final class EndGrants {

    private EndGrants() {}

    static Event end(UnitOfWork work, Grant grant, String actor, String detail) {
        return end(work, grant, new EventDraft(EventKind.REMOVED, actor).detail(detail));
    }

    static Event end(UnitOfWork work, Grant grant, String actor, Caller caller) {
        return end(work, grant, new EventDraft(EventKind.REMOVED, actor).caller(caller));
    }

    private static Event end(UnitOfWork work, Grant grant, EventDraft removed) {
        Event event =
                work.record(removed.owner(grant.owner()).address(grant.range()).services(grant.services()));
        work.end(grant, event.actor());
        return event;
    }

    /** All that an account has, by whichever door it came. */
    static void allOf(UnitOfWork work, Account account, String actor, String detail) {
        for (Grant grant : work.book().grants(account.owner(), work.now())) {
            Event event = end(work, grant, actor, detail);
            work.post(Notices.removed(account, event));
        }
    }
}
