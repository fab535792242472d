package io.callgate.gate.act;

import io.callgate.core.account.Account;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.mail.Notices;
import io.callgate.gate.UnitOfWork;

/** Ending grants, with the event that tells of it. */
final class EndGrants {

    private EndGrants() {}

    static Event end(UnitOfWork work, Grant grant, String actor, String caller, String detail) {
        work.end(grant, actor);
        return work.record(
                EventKind.REMOVED,
                actor,
                grant.owner().name(),
                grant.range().toString(),
                grant.services().toString(),
                caller,
                detail);
    }

    /** All that an account has, by whichever door it came. */
    static void allOf(UnitOfWork work, Account account, String actor, String detail) {
        for (Grant grant : work.book().grants(account.owner(), work.now())) {
            Event event = end(work, grant, actor, "", detail);
            work.post(Notices.removed(work.rules(), account, event));
        }
    }
}
