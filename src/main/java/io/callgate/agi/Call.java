package io.callgate.agi;

import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.PhoneRules;
import io.callgate.gate.AllowAddress;
import io.callgate.gate.Doorbell;
import io.callgate.gate.Gate;
import io.callgate.gate.Logins;
import io.callgate.gate.NotEnforced;
import io.callgate.gate.Refusal;
import io.callgate.gate.RemoveAddress;
import io.callgate.gate.StoreException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One caller's way from the account number to the open firewall. What is said is true by the time it is said. */
final class Call {

    static final String STATUS = "CALLGATE_STATUS";
    private static final String ADDRESS = "CALLGATE_ADDRESS";
    private static final Logger log = LoggerFactory.getLogger(Call.class);
    private static final int TRIES = 3;
    private static final int MOST_DIGITS = 20;

    private final Telephone phone;
    private final Gate gate;
    private final Logins logins;
    private final Doorbell doorbell;
    private final Caller caller;

    /** What a caller who falls silent has come to: it was a refusal that silenced them, or they just stopped. */
    private Status ifSilent = Status.CANCELLED;

    Call(Telephone phone, Gate gate, Logins logins, Doorbell doorbell, Caller caller) {
        this.phone = phone;
        this.gate = gate;
        this.logins = logins;
        this.doorbell = doorbell;
        this.caller = caller;
    }

    void run() throws HungUp {
        phone.answer();
        try {
            Optional<Account> account = login();
            if (account.isPresent()) serve(account.get());
        } catch (Silence e) {
            end(ifSilent, "silence-end");
        } catch (NotEnforced e) {
            log.error("{} was told that the firewall did not open: {}", caller, e.getMessage());
            end(Status.ERROR, "saved-not-open");
        } catch (StoreException | Refusal e) {
            log.error("{} was refused aloud: {}", caller, e.getMessage());
            end(Status.ERROR, "not-saved");
        }
        phone.goodbye();
    }

    private Optional<Account> login() throws HungUp, Silence {
        for (int i = 0; i < TRIES; i++) {
            String number = phone.line("account", MOST_DIGITS);
            String pin = phone.line("pin", MOST_DIGITS);
            Logins.Answer answer = phone.await(logins.check(number, pin, caller), "one-moment");
            if (answer instanceof Logins.Welcome welcome) return Optional.of(welcome.account());
            phone.forgetTyped();
            if (answer instanceof Logins.Locked) return refused(Status.LOCKED, "locked");
            if (answer instanceof Logins.Busy) return refused(Status.ERROR, "busy");
            ifSilent = Status.REFUSED;
            phone.say("wrong");
        }
        return refused(Status.REFUSED, "too-many-tries");
    }

    private Optional<Account> refused(Status status, String prompt) throws HungUp {
        end(status, prompt);
        return Optional.empty();
    }

    private void serve(Account account) throws HungUp, Silence {
        ifSilent = Status.CANCELLED;
        while (true) {
            List<Grant> byPhone = PhoneRules.byPhone(
                    gate.read(book -> book.grants(account.owner(), gate.clock().instant())));
            if (byPhone.isEmpty()) {
                askAddress(account);
                return;
            }
            switch (phone.choice("menu", "123*")) {
                case '1' -> {
                    askAddress(account);
                    return;
                }
                case '2' -> hear(byPhone);
                case '3' -> {
                    if (remove(account)) return;
                }
                default -> {
                    end(Status.CANCELLED, "cancelled");
                    return;
                }
            }
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

    private boolean remove(Account account) throws HungUp, Silence {
        if (phone.choice("confirm-remove", "1*") == '*') return false;
        try {
            gate.ask(new RemoveAddress(account.number(), caller));
            end(Status.REMOVED, "removed");
        } catch (NotEnforced e) {
            // Out of the book, and not yet out of the kernel: "saved" would be the wrong word.
            log.error("the removal for {} is not enforced yet: {}", account.number(), e.getMessage());
            end(Status.ERROR, "sorry-error");
        }
        return true;
    }

    private void askAddress(Account account) throws HungUp, Silence {
        Optional<AddressEntry.Answer> chosen = new RingOffer(phone, gate, doorbell).ask(account);
        AddressEntry.Answer answer = chosen.isPresent() ? chosen.get() : keyAddress();
        if (answer instanceof AddressEntry.Wanted wanted) {
            tell(gate.ask(new AllowAddress(account.number(), wanted.address(), caller)));
        } else if (answer instanceof AddressEntry.Cancelled) {
            end(Status.CANCELLED, "cancelled");
        } else {
            end(Status.REFUSED);
        }
    }

    private AddressEntry.Answer keyAddress() throws HungUp, Silence {
        return new AddressEntry(phone, gate).ask(refused -> ifSilent = refused ? Status.REFUSED : Status.CANCELLED);
    }

    private void tell(AllowAddress.Answer answer) throws HungUp {
        if (answer instanceof AllowAddress.Allowed allowed) {
            phone.set(ADDRESS, allowed.address().toString());
            end(Status.GRANTED, "your-address", "is-allowed");
        } else if (answer instanceof AllowAddress.Unchanged same) {
            phone.set(ADDRESS, same.address().toString());
            end(Status.UNCHANGED, "your-address", "unchanged");
        } else {
            end(Status.REFUSED, AddressEntry.refusal(((AllowAddress.Refused) answer).reason()));
        }
    }

    /**
     * The dialplan's variable first, because the caller may hang up on the words; and never before the end, because an unset
     * one is how the dialplan knows that we died. A key stops a word, but the next one is said all the same.
     */
    private void end(Status status, String... words) throws HungUp {
        phone.set(STATUS, status.name());
        for (String word : words) {
            phone.forgetTyped();
            phone.say(word);
        }
    }
}
