package io.callgate.app.cli.base;

import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.gate.port.StoreException;

/** Tells the audit of what was done to the firewall itself, which the book does not decide. */
public final class Audit {

    private Audit() {}

    /** It is done by now, which nobody must doubt because the book is away. */
    public static void mode(CommandContext desk, String what) {
        try {
            desk.engine()
                    .askSoon(work -> work.record(new EventDraft(EventKind.FIREWALL_MODE, desk.actor()).detail(what)));
        } catch (StoreException e) {
            desk.engine().byHand().mode(what, desk.actor());
            desk.console().line("the book is silent, and the audit says it when that is back: " + e.getMessage());
        }
    }
}
