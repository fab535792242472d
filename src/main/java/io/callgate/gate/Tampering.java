package io.callgate.gate;

import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Notices;
import io.callgate.gate.port.Firewall;
import io.callgate.kit.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of others' changes of the table: the first at once, what follows within a minute in one event, and by mail once an
 * hour at most. What the book could not take down is told later. Found on the kernel lane, told on the book lane.
 */
final class Tampering {

    private static final Logger log = LoggerFactory.getLogger(Tampering.class);
    private static final Duration AUDIT_EVERY = Duration.ofMinutes(1);
    private static final Duration MAIL_EVERY = Duration.ofHours(1);
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private int times;
    private Firewall.Damage last = new Firewall.Damage("", "", 0);
    private Instant auditedAt = Instant.EPOCH;
    private Instant triedAt = Instant.EPOCH;
    private Instant mailedAt = Instant.EPOCH;
    private int timesSinceMail;

    synchronized void found(Firewall.Damage damage, Instant now) {
        if (times++ == 0) log.warn("mended the firewall: {}", damage);
        last = damage;
    }

    /** What is to be told now, if anything is. */
    synchronized Optional<Command<Telling>> report(Instant now) {
        if (times == 0 || !Pace.isDue(auditedAt, now, AUDIT_EVERY) || !Pace.isDue(triedAt, now, TRY_EVERY))
            return Optional.empty();
        triedAt = now;
        boolean mail = Pace.isDue(mailedAt, now, MAIL_EVERY);
        Telling telling = new Telling(times, times + (mail ? timesSinceMail : 0), last, mail);
        return Optional.of(telling::enter);
    }

    /** What is told, as it was when that was decided: more may be found while the book takes it. */
    record Telling(int times, int told, Firewall.Damage last, boolean byMail) {
        private Telling enter(UnitOfWork work) {
            String detail = last + (told > 1 ? "; " + told + " times since it was last told" : "");
            Event event = work.record(new EventDraft(EventKind.FIREWALL_MENDED, "callgate").detail(detail));
            if (byMail) work.post(Notices.mended(event));
            return this;
        }
    }

    /** The book has it. */
    synchronized void told(Telling telling, Instant now) {
        timesSinceMail = telling.byMail ? 0 : timesSinceMail + telling.times;
        if (telling.byMail) mailedAt = now;
        auditedAt = now;
        times -= telling.times;
    }
}
