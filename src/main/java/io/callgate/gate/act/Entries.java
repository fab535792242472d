package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.EntryRules;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantDecision.Granted;
import io.callgate.core.grant.Wish;
import io.callgate.core.name.EntryContents;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Notices;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an administrator lets in under a name: all grants and host names that hold, of an owner who is no account. */
public final class Entries {

    private Entries() {}

    /**
     * An entry that is wanted.
     *
     * @param lasts for how long; empty for ever
     * @param force lets any width through, and nothing else that the policy refuses
     */
    public record New(
            EntryName name,
            AddressRange range,
            Services services,
            Optional<Duration> lasts,
            String note,
            boolean force) {

        public New {
            EntryRules.note(note);
        }

        private Wish wish() {
            return new Wish(Door.ENTRY, name.owner(), range, services, lasts, note);
        }
    }

    /** Lets it in and answers until when. Refused when the name exists, or the range or a service is against the rules. */
    public static Command<Optional<Instant>> add(New wanted, String actor) {
        return work -> {
            contents(work, wanted.name().owner()).taken(wanted.name().owner()).ifPresent(Refusal::because);
            work.rules()
                    .services()
                    .unknown(wanted.services())
                    .map(why -> wanted.name() + ": " + why)
                    .ifPresent(Refusal::because);
            EntryRules.refusal(wanted.range(), wanted.force(), work.rules().policy())
                    .ifPresent(Refusal::because);
            String what = wanted.name() + " may now connect from " + wanted.range();
            return new LetIn(wanted.wish(), Optional.empty(), what, actor, Optional.empty())
                    .run(work)
                    .match(Granted::endsAt, same -> same.existing().endsAt(), refused -> {
                        throw new Refusal(refused.why());
                    });
        };
    }

    /** Ends all that the name holds, and answers what that was. Refused when it holds nothing, or is not an entry's. */
    public static Command<List<String>> remove(EntryName name, String actor) {
        return work -> {
            EntryContents contents = contents(work, name.owner());
            if (contents.isEmpty()) throw none(work, name);
            for (NamedHost host : contents.hosts()) Hosts.end(work, host, actor);
            for (Grant grant : contents.grants()) EndGrants.end(work, grant, actor, "");
            List<String> ended = contents.texts();
            String what = name + " may no longer connect from " + String.join(", ", ended);
            Event event = work.record(new EventDraft(EventKind.ENTRY_DELETED, actor)
                    .owner(name.owner())
                    .detail(what));
            work.post(Notices.entry(event, what, Optional.empty()));
            return ended;
        };
    }

    static EntryContents contents(UnitOfWork work, Owner name) {
        return EntryContents.of(work.book().hosts(name), work.book().grants(name, work.now()));
    }

    private static Refusal none(UnitOfWork work, EntryName name) {
        boolean provider = !work.book().grants(name.owner(), work.now()).isEmpty()
                || !work.book().hosts(name.owner()).isEmpty();
        return new Refusal("there is no entry " + name
                + (provider
                        ? ", but a provider of that name; 'callgate provider disable " + name + "' shuts it out"
                        : "; 'callgate list whitelist' shows all"));
    }
}
