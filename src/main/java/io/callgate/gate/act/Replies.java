package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.core.grant.Origin;
import io.callgate.gate.Command;
import io.callgate.gate.port.BookView;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an administrator says of who may answer the PBX without a grant. */
public final class Replies {

    /** What an administrator entered and DNS or a list fills. */
    private static final Set<Origin> ENTRIES = Set.of(Origin.HOSTNAME, Origin.PROVIDER);

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
            work.rules().bans().need(address).ifPresent(shield -> {
                throw new Refusal(address + " is never shut out: it is of " + shield);
            });
            return said(address, Cause.ADMINISTRATOR, EventKind.REPLIES_SHUT, actor)
                    .run(work);
        };
    }

    /**
     * Asterisk has these contacts: without a grant they are shut out, answers to its keep-alive included. Not of an address
     * without which the box talks to nobody, nor one at which the PBX itself registers or that an entry by name or of a
     * provider holds: a phone may name any address as its contact. Answers whom that shuts out.
     *
     * @param servers where the PBX registers
     */
    public static Command<List<Contact>> contacts(Collection<Contact> contacts, Set<Address> servers) {
        return work -> {
            List<Grant> grants = work.book().grants(work.now());
            for (Contact contact : contacts)
                if (isPhone(contact, servers, grants, work.rules()))
                    judged(contact, work.now())
                            .over(work.book().judged(contact.address()).filter(j -> j.holdsAt(work.now())))
                            .ifPresent(work::judge);
            return strangers(contacts, servers, work.book(), work.rules(), work.now());
        };
    }

    private static Judged judged(Contact contact, Instant now) {
        Optional<Instant> until = Optional.of(now.plus(Judged.AFTERMATH));
        return new Judged(contact.address(), Cause.CONTACT, now, until, contact.extension());
    }

    private static boolean isPhone(Contact contact, Set<Address> servers, List<Grant> grants, Rules rules) {
        return !servers.contains(contact.address())
                && rules.bans().need(contact.address()).isEmpty()
                && grants.stream().noneMatch(g -> ENTRIES.contains(g.origin()) && holds(g, contact));
    }

    private static boolean holds(Grant grant, Contact contact) {
        return grant.range().contains(contact.address());
    }

    /** Those of {@code contacts} that {@link #contacts} shuts out: they have no grant, and nobody lifted them. */
    public static List<Contact> strangers(
            Collection<Contact> contacts, Set<Address> servers, BookView book, Rules rules, Instant now) {
        List<Grant> grants = book.grants(now);
        return contacts.stream()
                .filter(contact -> isPhone(contact, servers, grants, rules))
                .filter(contact -> grants.stream().noneMatch(g -> holds(g, contact)))
                .filter(contact -> book.judged(contact.address())
                        .filter(j -> j.cause() == Cause.LIFTED)
                        .isEmpty())
                .toList();
    }

    private static Command<Judged> said(Address address, Cause cause, EventKind kind, String actor) {
        return work -> {
            Judged judged = new Judged(address, cause, work.now(), Optional.empty(), actor);
            if (work.book().judged(address).filter(old -> old.cause() == cause).isEmpty()) {
                work.judge(judged);
                work.record(new EventDraft(kind, actor).address(address));
            }
            return judged;
        };
    }
}
