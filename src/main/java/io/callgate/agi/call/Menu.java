package io.callgate.agi.call;

import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Door;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantDecision;
import io.callgate.gate.Command;
import io.callgate.gate.Gate;
import io.callgate.gate.NotEnforced;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.act.RemoveAddress;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.kit.Repeats;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller may do who is known: have an address let in, hear which one is, or remove it. Keys mean the same whether there is
 * one or not: a key by itself is a choice, keys that follow each other are an address.
 */
public final class Menu {

    private static final Logger log = LoggerFactory.getLogger(Menu.class);
    private static final Repeats FAILURES = new Repeats(log::error);
    private static final String CHOICES = "123*";
    /** Remove, and the 1 that confirms it: no address is so short. */
    private static final String REMOVE_AHEAD = "31";

    private final Telephone phone;
    private final Gate gate;
    private final Doorbell doorbell;
    private final Caller caller;
    private final Ending end;

    public Menu(Telephone phone, Gate gate, Doorbell doorbell, Caller caller, Ending end) {
        this.phone = phone;
        this.gate = gate;
        this.doorbell = doorbell;
        this.caller = caller;
        this.end = end;
    }

    public void serve(Account account) throws HungUp, Silence {
        end.refusedLast(false);
        while (true) {
            List<Grant> byPhone = Door.PHONE.of(phone.awaitSoon(gate.reading(
                    book -> book.grants(account.owner(), gate.clock().instant()))));
            boolean done = byPhone.isEmpty() ? first(account) : again(account, byPhone);
            if (done) return;
        }
    }

    /** There is nothing to hear or to remove, and so no question: but who keys a choice ahead does not mean an address by it. */
    private boolean first(Account account) throws HungUp, Silence {
        if (phone.choiceAhead(CHOICES, "*") == '*') end.with(Status.CANCELLED, "cancelled");
        else askAddress(account);
        return true;
    }

    private boolean again(Account account, List<Grant> byPhone) throws HungUp, Silence {
        switch (phone.choice("menu", CHOICES)) {
            case '2':
                hear(byPhone);
                return false;
            case '3':
                return confirmRemoval(account);
            case '*':
                end.with(Status.CANCELLED, "cancelled");
                return true;
            case Telephone.LINE:
                if (phone.hearLine("address").equals(REMOVE_AHEAD)) remove(account);
                else askAddress(account);
                return true;
            default:
                askAddress(account);
                return true;
        }
    }

    private void hear(List<Grant> byPhone) throws HungUp {
        for (Grant grant : byPhone) {
            phone.say("your-address");
            phone.say(grant.range().network());
            if (grant.endsAt().isPresent()) {
                phone.say("until");
                phone.say(grant.endsAt().get());
            } else {
                phone.say("until-changed");
            }
        }
    }

    private boolean confirmRemoval(Account account) throws HungUp, Silence {
        char key = phone.choice("confirm-remove", "1*");
        if (key == '*') return false;
        if (key == '1') remove(account);
        else askAddress(account);
        return true;
    }

    private void remove(Account account) throws HungUp {
        try {
            change(new RemoveAddress(account.number(), caller));
            end.with(Status.REMOVED, "removed");
        } catch (NotEnforced e) {
            // Out of the book, and not yet out of the kernel: "saved" would be the wrong word.
            FAILURES.say("the removal for " + account.number() + " is not enforced yet: " + e.getMessage());
            end.with(Status.ERROR, "sorry-error");
        }
    }

    private void askAddress(Account account) throws HungUp, Silence {
        AddressEntry.Answer answer = new RingOffer(phone, gate, doorbell).ask(account);
        if (answer instanceof AddressEntry.ByHand) answer = new AddressEntry(phone, gate, end).ask();
        if (answer instanceof AddressEntry.Wanted wanted) {
            tell(wanted.address(), change(new AllowAddress(account.number(), wanted.address(), caller)));
        } else if (answer instanceof AddressEntry.Cancelled) {
            end.with(Status.CANCELLED, "cancelled");
        } else {
            end.with(Status.REFUSED);
        }
    }

    /** Whoever hears that nobody knows what became of it gets a mail as soon as somebody does. */
    private <R> R change(Command<R> change) throws HungUp {
        CompletableFuture<R> answer = gate.submit(change);
        try {
            return phone.awaitSoon(answer);
        } catch (OutcomeUnknown e) {
            if (!answer.isDone()) gate.explain(change);
            throw e;
        }
    }

    private void tell(Address address, GrantDecision decision) throws HungUp {
        Status status = decision.match(granted -> Status.GRANTED, same -> Status.UNCHANGED, no -> Status.REFUSED);
        String word = decision.match(
                granted -> "is-allowed",
                same -> "unchanged",
                no -> AddressEntry.refusal(no.reason().orElseThrow()));
        if (status == Status.REFUSED) end.with(status, word);
        else end.with(status, address, "your-address", word);
    }
}
