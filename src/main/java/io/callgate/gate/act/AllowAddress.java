package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.Origin;
import io.callgate.core.grant.PhoneRules;
import io.callgate.core.mail.Notices;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A caller who has shown their PIN wants their phone's address let in, in the place of the one before. */
public record AllowAddress(AccountNumber number, Address address, Caller caller)
        implements Command<AllowAddress.Answer> {

    static final String ACTOR = "phone";

    /** What became of it, true by the time it is told. */
    public sealed interface Answer permits Allowed, Unchanged, Refused {}

    public record Allowed(Address address, Optional<Instant> endsAt) implements Answer {}

    public record Unchanged(Address address, Optional<Instant> endsAt) implements Answer {}

    public record Refused(GrantPolicy.Reason reason) implements Answer {}

    /** Refuses with {@link Refusal} when the account was closed during the call. */
    @Override
    public Answer run(UnitOfWork work) {
        Account account = openAccount(work, number);
        if (!work.rules().services().knowsAny(account.services()))
            throw new Refusal("account " + number + " opens " + account.services() + ", and no such service is here");
        List<Grant> owned = work.book().grants(account.owner(), work.now());
        PhoneRules.Decision decision = PhoneRules.allow(
                account, owned, address, work.rules().policy(), work.rules().phoneGrantFor(), work.now());
        if (decision instanceof PhoneRules.Grants grants) return allow(work, account, grants);
        if (decision instanceof PhoneRules.Unchanged same) {
            work.affirm(address.asRange());
            return new Unchanged(address, same.existing().endsAt());
        }
        return refuse(work, ((PhoneRules.Refused) decision).refusal());
    }

    private Answer allow(UnitOfWork work, Account account, PhoneRules.Grants decision) {
        String replaced = decision.replaced().stream()
                .map(g -> g.range().toString())
                .filter(old -> !old.equals(address.toString()))
                .collect(Collectors.joining(", "));
        decision.replaced().forEach(old -> work.end(old, ACTOR));
        work.grant(account.owner(), Origin.PHONE, address.asRange(), account.services(), decision.endsAt(), "");
        String detail = replaced.isEmpty() ? "" : "replaces " + replaced;
        Event event = record(work, EventKind.GRANTED, account.services().toString(), detail);
        work.post(Notices.granted(work.rules(), account, event, replaced, decision.endsAt()));
        return new Allowed(address, decision.endsAt());
    }

    private Answer refuse(UnitOfWork work, GrantPolicy.Refusal refusal) {
        record(work, EventKind.REFUSED, "", refusal.message());
        return new Refused(refusal.reason());
    }

    private Event record(UnitOfWork work, EventKind kind, String services, String detail) {
        return work.record(kind, ACTOR, number.digits(), address.toString(), services, caller.number(), detail);
    }

    static Account openAccount(UnitOfWork work, AccountNumber number) {
        return work.book()
                .account(number)
                .filter(Account::enabled)
                .orElseThrow(() -> new Refusal("account " + number + " was closed during the call"));
    }

    @Override
    public Optional<Command<?>> ifUnknown() {
        return Optional.of(new TellOutcome(number, caller));
    }
}
