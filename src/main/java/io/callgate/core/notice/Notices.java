package io.callgate.core.notice;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Account;
import io.callgate.core.account.Subject;
import io.callgate.core.event.Event;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Fact.Label;
import java.time.Instant;
import java.util.Optional;

/** The notices of changes: the same facts to the user and to the administrators. */
public final class Notices {

    private Notices() {}

    /** An address was let in; {@code replaced} names the ones that stopped, or is empty. */
    public static Notice granted(Account account, Event event, String replaced, Optional<Instant> endsAt) {
        Facts facts = new Facts(account, event).add(Label.REPLACES, replaced);
        endsAt.ifPresentOrElse(
                end -> facts.add(Label.UNTIL, end), () -> facts.add(Label.UNTIL, "it is changed or removed"));
        String headline = account.number() + " may now connect from " + event.address();
        return facts.notice(Notice.Kind.GRANTED, headline, Audience.of(account));
    }

    /** An address was shut out again. */
    public static Notice removed(Account account, Event event) {
        String headline = account.number() + " may no longer connect from " + event.address();
        return new Facts(account, event).notice(Notice.Kind.REMOVED, headline, Audience.of(account));
    }

    /** A caller was told that nobody knew whether their change was kept; {@code event} says what holds. */
    public static Notice outcome(Account account, Event event) {
        return ofAccount(Notice.Kind.OUTCOME_FOUND, account, event);
    }

    /** Something changed about the account itself: its PIN, whether it may call. */
    public static Notice account(Account account, Event event) {
        return ofAccount(Notice.Kind.ACCOUNT, account, event);
    }

    private static Notice ofAccount(Notice.Kind kind, Account account, Event event) {
        String headline = account.number() + ": " + event.detail();
        return new Facts(account, event).notice(kind, headline, Audience.of(account));
    }

    /** What is let in for a SIP provider changed; the event's detail says how, and is a few words. */
    public static Notice provider(Event event) {
        String headline = "provider " + event.owner() + ": " + event.detail();
        return new Facts(event).notice(Notice.Kind.PROVIDER, headline, Audience.ADMINISTRATORS);
    }

    /** An entry of the whitelist came or went; for the administrators, because nobody else is known. */
    public static Notice entry(Event event, String what, Optional<Instant> endsAt) {
        Facts facts = new Facts(event)
                .add(Label.NAME, event.owner())
                .add(Label.NOTE, event.detail().equals(what) ? "" : event.detail());
        endsAt.ifPresent(end -> facts.add(Label.UNTIL, end));
        return facts.notice(Notice.Kind.ENTRY, what, Audience.ADMINISTRATORS);
    }

    /** A lock closed; for the administrators only, because the guesser may be anybody. */
    public static Notice locked(Subject subject, Event event, Instant until) {
        return new Facts(event)
                .add(Label.LOCKED, subject.toString())
                .add(Label.LOCKED_UNTIL, until)
                .notice(Notice.Kind.LOCKED, "too many wrong PINs, " + subject + " is locked", Audience.ADMINISTRATORS);
    }

    /** A granted address fails again and again, most often for a phone with an old password; for the administrators. */
    public static Notice grantedFails(Event event) {
        return new Facts(event)
                .add(Label.LET_IN_AS, event.owner())
                .add(Label.WHAT, event.detail())
                .add(Label.WHOSE, "callgate why " + event.address())
                .add(Label.WHY_TOLD, "who has a grant is never banned; a phone may have an old password")
                .notice(
                        Notice.Kind.GRANTED_FAILS,
                        event.address() + " is let in, but fails to log in",
                        Audience.ADMINISTRATORS);
    }

    /** Something about a host name that an administrator should look at; {@code what} says it in short. */
    public static Notice name(NamedHost host, Event event, String what) {
        return new Facts(event)
                .add(Label.ENTRY, host.owner().name())
                .add(Label.NAME, host.host().text())
                .add(Label.BECAUSE, event.detail())
                .notice(Notice.Kind.NAME, host.host() + " " + what, Audience.ADMINISTRATORS);
    }

    /** Others changed the firewall, and it was put right; for the administrators. */
    public static Notice mended(Event event) {
        return new Facts(event)
                .add(Label.WHAT, event.detail())
                .notice(
                        Notice.Kind.FIREWALL_MENDED,
                        "the firewall was changed behind callgate's back, and mended",
                        Audience.ADMINISTRATORS);
    }

    /** A trial of enforcing was not confirmed in time; for the administrators. */
    public static Notice rolledBack(Event event) {
        return new Facts(event)
                .add(Label.WHAT, event.detail())
                .notice(
                        Notice.Kind.ROLLED_BACK,
                        "the firewall was not confirmed in time, and is open again",
                        Audience.ADMINISTRATORS);
    }

    private static final class Facts {
        private final ImmutableList.Builder<Fact> facts = ImmutableList.builder();

        Facts(Event event) {
            this("", event);
        }

        Facts(Account account, Event event) {
            this(account.number() + " " + account.name(), event);
        }

        private Facts(String who, Event event) {
            add(Label.WHO, who);
            add(Label.WHEN, event.at());
            add(Label.ADDRESS, event.address());
            add(Label.SERVICES, event.services());
            add(Label.DONE_BY, event.actor());
            add(Label.CALLER, event.caller());
        }

        /** What says nothing is no fact. */
        Facts add(Label label, String words) {
            if (!words.isEmpty()) facts.add(new Fact.Words(label, words));
            return this;
        }

        Facts add(Label label, Instant at) {
            facts.add(new Fact.Time(label, at));
            return this;
        }

        Notice notice(Notice.Kind kind, String headline, Audience audience) {
            return new Notice(kind, headline, facts.build(), audience);
        }
    }
}
