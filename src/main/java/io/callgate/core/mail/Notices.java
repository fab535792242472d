package io.callgate.core.mail;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.account.Subject;
import io.callgate.core.event.Event;
import io.callgate.core.name.NamedHost;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The mails that tell of a change: plain text, one fact a line, the same facts to the user and to the administrators. */
public final class Notices {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Notices() {}

    /** An address was let in; {@code replaced} names the ones that stopped, or is empty. */
    public static List<Mail> granted(
            Rules rules, Account account, Event event, String replaced, Optional<Instant> endsAt) {
        Facts facts = new Facts(account, event)
                .add("Replaces", replaced)
                .add("Until", endsAt.map(TIME::format).orElse("it is changed or removed"));
        return toAll(rules, account, account.number() + " may now connect from " + event.address(), facts);
    }

    /** An address was shut out again. */
    public static List<Mail> removed(Rules rules, Account account, Event event) {
        return toAll(
                rules,
                account,
                account.number() + " may no longer connect from " + event.address(),
                new Facts(account, event));
    }

    /** A caller was told that nobody knew whether their change was kept; {@code event} says what holds. */
    public static List<Mail> outcome(Rules rules, Account account, Event event) {
        return toAll(rules, account, account.number() + ": " + event.detail(), new Facts(account, event));
    }

    /** Something changed about the account itself: its PIN, whether it may call. */
    public static List<Mail> account(Rules rules, Account account, Event event) {
        return toAll(rules, account, account.number() + ": " + event.detail(), new Facts(account, event));
    }

    /** What is let in for a SIP provider changed; the event's detail says how, and is a few words. */
    public static List<Mail> provider(Rules rules, Event event) {
        return toAdmins(rules, "provider " + event.owner() + ": " + event.detail(), new Facts(event));
    }

    /** An entry of the whitelist came or went; for the administrators, because nobody else is known. */
    public static List<Mail> entry(Rules rules, Event event, String what, Optional<Instant> endsAt) {
        Facts facts = new Facts(event)
                .add("Name", event.owner())
                .add("Note", event.detail().equals(what) ? "" : event.detail())
                .add("Until", endsAt.map(TIME::format).orElse(""));
        return toAdmins(rules, what, facts);
    }

    /** A lock closed; for the administrators only, because the guesser may be anybody. */
    public static List<Mail> locked(Rules rules, Subject subject, Event event, Instant until) {
        Facts facts = new Facts(event).add("Locked", subject.toString()).add("Locked until", TIME.format(until));
        return toAdmins(rules, "too many wrong PINs, " + subject + " is locked", facts);
    }

    /** A granted address fails again and again, most often for a phone with an old password; for the administrators. */
    public static List<Mail> grantedFails(Rules rules, Event event) {
        return toAdmins(
                rules,
                event.address() + " is let in, but fails to log in",
                new Facts(event)
                        .add("Let in as", event.owner())
                        .add("What", event.detail())
                        .add("Whose it is", "callgate why " + event.address())
                        .add("Why you get this", "who has a grant is never banned; a phone may have an old password"));
    }

    /** Something about a host name that an administrator should look at; {@code what} says it in short. */
    public static List<Mail> name(Rules rules, NamedHost host, Event event, String what) {
        Facts facts = new Facts(event)
                .add("Entry", host.owner().name())
                .add("Name", host.host().text())
                .add("Because", event.detail());
        return toAdmins(rules, host.host() + " " + what, facts);
    }

    /** Others changed the firewall, and it was put right; for the administrators. */
    public static List<Mail> mended(Rules rules, Event event) {
        return toAdmins(
                rules,
                "the firewall was changed behind callgate's back, and mended",
                new Facts(event).add("What", event.detail()));
    }

    /** A trial of enforcing was not confirmed in time; for the administrators. */
    public static List<Mail> rolledBack(Rules rules, Event event) {
        return toAdmins(
                rules,
                "the firewall was not confirmed in time, and is open again",
                new Facts(event).add("What", event.detail()));
    }

    private static List<Mail> toAll(Rules rules, Account account, String what, Facts facts) {
        List<Mail> mails = new ArrayList<>();
        if (!account.email().isEmpty()) mails.add(mail(rules, account.email(), what, facts));
        mails.addAll(toAdmins(rules, what, facts));
        return mails;
    }

    private static List<Mail> toAdmins(Rules rules, String what, Facts facts) {
        return rules.admins().stream()
                .map(admin -> mail(rules, admin, what, facts))
                .collect(ImmutableList.toImmutableList());
    }

    private static Mail mail(Rules rules, String to, String what, Facts facts) {
        String line = oneLine(rules.pbx() + ": " + what);
        return new Mail(
                to, line, line + "\n\n" + facts.text + "\nThis was not you? Tell your administrator at once.\n");
    }

    /** Text from outside stays on its line, so that it cannot pretend to be another fact. */
    private static String oneLine(String text) {
        return CharMatcher.javaIsoControl()
                .or(CharMatcher.anyOf("\u2028\u2029\u202e"))
                .replaceFrom(text, ' ');
    }

    private static final class Facts {
        private final StringBuilder text = new StringBuilder();

        Facts(Event event) {
            this("", event);
        }

        Facts(Account account, Event event) {
            this(account.number() + " " + account.name(), event);
        }

        private Facts(String who, Event event) {
            add("Who", who);
            add("When", TIME.format(event.at()));
            add("Address", event.address());
            add("Services", event.services());
            add("Done by", event.actor());
            add("Caller", event.caller());
        }

        Facts add(String name, String value) {
            if (!value.isEmpty())
                text.append(
                        String.format("%-14s%s%n", name + ":", oneLine(value)).replace("\r", ""));
            return this;
        }
    }
}
