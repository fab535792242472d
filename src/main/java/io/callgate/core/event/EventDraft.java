package io.callgate.core.event;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** An event that is being put into words: what does not apply to it is not mentioned. */
public final class EventDraft {

    private final EventKind kind;
    private final String actor;
    private String owner = "";
    private String address = "";
    private String services = "";
    private String caller = "";
    private String detail = "";

    /** @param actor who did it: {@code phone}, {@code cli root}, {@code gate} */
    public EventDraft(EventKind kind, String actor) {
        this.kind = kind;
        this.actor = actor;
    }

    public EventDraft owner(Owner whose) {
        return owners(List.of(whose));
    }

    public EventDraft owner(AccountNumber whose) {
        owner = whose.digits();
        return this;
    }

    public EventDraft owners(Collection<Owner> all) {
        owner = all.stream().map(Owner::name).collect(Collectors.joining(", "));
        return this;
    }

    public EventDraft address(Address one) {
        return address(one.asRange());
    }

    public EventDraft address(AddressRange range) {
        return addresses(List.of(range));
    }

    public EventDraft addresses(Collection<AddressRange> ranges) {
        address = ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
        return this;
    }

    public EventDraft services(Services opened) {
        services = opened.toString();
        return this;
    }

    public EventDraft caller(Caller from) {
        caller = from.number();
        return this;
    }

    public EventDraft detail(String words) {
        detail = words;
        return this;
    }

    /** The event, as having happened {@code now}. */
    public Event at(Instant now) {
        return new Event(now, kind, actor, owner, address, services, caller, detail);
    }
}
