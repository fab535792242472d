package io.callgate.agi.call;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.Caller;
import io.callgate.gate.Gate;
import io.callgate.gate.NotEnforced;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Repeats;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One caller's way from the account number to the open firewall. What is said is true by the time it is said. */
public final class Call {

    private static final Logger log = LoggerFactory.getLogger(Call.class);
    private static final Repeats FAILURES = new Repeats(log::error);
    private static final int TRIES = 3;

    private final Telephone phone;
    private final Gate gate;
    private final Logins logins;
    private final Doorbell doorbell;
    private final Caller caller;
    private final Ending end;

    public Call(Telephone phone, Gate gate, Logins logins, Doorbell doorbell, Caller caller) {
        this.phone = phone;
        this.gate = gate;
        this.logins = logins;
        this.doorbell = doorbell;
        this.caller = caller;
        this.end = new Ending(phone);
    }

    public void run() throws HungUp {
        phone.answer();
        try {
            Optional<Account> account = login();
            if (account.isPresent()) new Menu(phone, gate, doorbell, caller, end).serve(account.get());
        } catch (Silence e) {
            end.silence();
        } catch (NotEnforced e) {
            FAILURES.say(caller + " was told that the firewall did not open: " + e.getMessage());
            end.with(Status.ERROR, "saved-not-open");
        } catch (OutcomeUnknown e) {
            FAILURES.say(caller + " was told that nobody knows whether it was saved: " + e.getMessage());
            end.with(Status.ERROR, "unconfirmed");
        } catch (StoreException | Refusal e) {
            FAILURES.say(caller + " was refused aloud: " + e.getMessage());
            end.with(Status.ERROR, "not-saved");
        }
        phone.goodbye();
    }

    private Optional<Account> login() throws HungUp, Silence {
        for (int i = 0; i < TRIES; i++) {
            String number = phone.number("account");
            String pin = phone.number("pin");
            Logins.Answer answer = phone.await(logins.check(number, pin, caller), "one-moment", () -> gate.silence()
                    .isPresent());
            if (answer instanceof Logins.Welcome welcome) return Optional.of(welcome.account());
            // An address that was keyed ahead must not be taken for the next account number.
            phone.forgetUntilPause();
            if (answer instanceof Logins.Locked) return refused(Status.LOCKED, "locked");
            if (answer instanceof Logins.Busy) return refused(Status.ERROR, "busy");
            end.refusedLast(true);
            phone.say("wrong");
        }
        return refused(Status.REFUSED, "too-many-tries");
    }

    private Optional<Account> refused(Status status, String prompt) throws HungUp {
        end.with(status, prompt);
        return Optional.empty();
    }
}
