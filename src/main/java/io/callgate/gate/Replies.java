package io.callgate.gate;

import io.callgate.core.address.Address;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import java.util.Optional;

/** What an administrator says of who may answer the PBX without a grant. */
public final class Replies {

    private Replies() {}

    /** From now on {@code address} may answer what the PBX sends there, whatever else is known of it. */
    public static Command<Judged> lift(Address address, String actor) {
        return said(address, Cause.LIFTED, EventKind.REPLIES_LIFTED, actor);
    }

    /**
     * From now on {@code address} is shut out of everything, answers included, unless a grant lets it in. The command fails
     * with {@link Refusal} of an address without which the box talks to nobody.
     */
    public static Command<Judged> shut(Address address, String actor) {
        return work -> {
            work.rules().bans().refusal(address.asRange()).ifPresent(why -> {
                throw new Refusal(why.replace("banned", "shut out"));
            });
            return said(address, Cause.ADMINISTRATOR, EventKind.REPLIES_SHUT, actor)
                    .run(work);
        };
    }

    private static Command<Judged> said(Address address, Cause cause, EventKind kind, String actor) {
        return work -> {
            Judged judged = new Judged(address, cause, work.now(), Optional.empty(), actor);
            if (work.book().judged(address).filter(old -> old.cause() == cause).isEmpty()) {
                work.judge(judged);
                work.record(kind, actor, "", address.toString(), "", "", "");
            }
            return judged;
        };
    }
}
