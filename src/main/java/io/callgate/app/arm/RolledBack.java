package io.callgate.app.arm;

import io.callgate.core.arm.Posture;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Notices;
import io.callgate.gate.Command;

/** Tells the audit and the administrators that a trial of enforcing ended. */
public final class RolledBack {

    private RolledBack() {}

    public static String what(Posture posture) {
        return "not confirmed in time, rolled back: the firewall only observes since "
                + posture.trialUntil().orElseThrow();
    }

    public static Command<Event> notice(Posture posture) {
        return work -> {
            Event event = work.record(new EventDraft(EventKind.FIREWALL_MODE, "callgate").detail(what(posture)));
            work.post(Notices.rolledBack(event));
            return event;
        };
    }
}
