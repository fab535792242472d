package io.callgate.gate.act;

import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.mail.MailAddress;
import io.callgate.core.notice.Notices;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.UnitOfWork;
import java.util.Optional;

/** What an administrator does to accounts. Each is refused, with the number, when the account is not as it must be. */
public final class Accounts {

    private Accounts() {}

    /** What an account begins with. */
    public record New(
            AccountNumber number,
            String name,
            String email,
            Services services,
            Optional<String> extension,
            PinHash pin) {

        public New {
            if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl))
                throw new IllegalArgumentException("the name \"" + name + "\" must be 1 to 100 printable characters");
            if (!email.isEmpty() && !MailAddress.isValid(email))
                throw new IllegalArgumentException("\"" + email + "\" is not a mail address like user@host.example");
            extension.ifPresent(New::checkExtension);
        }

        private static void checkExtension(String text) {
            if (!text.matches("[A-Za-z0-9._-]{1,40}"))
                throw new IllegalArgumentException("the extension \"" + text + "\" must be letters, digits and . _ -");
        }
    }

    /** Opens it. Refused when the number is taken or a service is not known here. */
    public static Command<Account> add(New wanted, String actor) {
        return work -> {
            if (work.book().account(wanted.number()).isPresent())
                throw new Refusal("account " + wanted.number() + " exists; choose another number, or delete it first");
            work.rules().services().unknown(wanted.services()).ifPresent(Refusal::because);
            Account account = new Account(
                    wanted.number(),
                    wanted.name(),
                    wanted.email(),
                    wanted.services(),
                    wanted.extension(),
                    wanted.pin(),
                    true,
                    work.now(),
                    Optional.empty());
            work.book().addAccount(account);
            // Of a former owner of the number, whom another program took out of the book.
            work.book().deleteKnockKey(account.owner());
            work.changesDoors();
            tell(work, account, EventKind.ACCOUNT_ADDED, actor, "the account was opened");
            return account;
        };
    }

    /** Lets it call again; it has to key its address anew. */
    public static Command<Account> enable(AccountNumber number, String actor) {
        return work -> {
            Account account = existing(work, number);
            if (account.enabled()) throw new Refusal("account " + number + " is enabled already");
            Account enabled = account.withEnabled(true);
            work.book().updateAccount(enabled);
            work.changesDoors();
            tell(work, enabled, EventKind.ACCOUNT_ENABLED, actor, "the account was enabled");
            return enabled;
        };
    }

    /** Shuts it out: it can no longer call, and all its grants end at once. */
    public static Command<Account> disable(AccountNumber number, String actor) {
        return work -> {
            Account account = existing(work, number);
            if (!account.enabled()) throw new Refusal("account " + number + " is disabled already");
            Account disabled = account.withEnabled(false);
            work.book().updateAccount(disabled);
            work.changesDoors();
            EndGrants.allOf(work, account, actor, "the account was disabled");
            tell(work, disabled, EventKind.ACCOUNT_DISABLED, actor, "the account was disabled");
            return disabled;
        };
    }

    /** Takes it out of the book with all its grants; their history stays. */
    public static Command<Account> delete(AccountNumber number, String actor) {
        return work -> {
            Account account = existing(work, number);
            EndGrants.allOf(work, account, actor, "the account was deleted");
            work.book().deleteAccount(number);
            work.book().deleteKnockKey(account.owner());
            work.changesDoors();
            work.book().clearAttempts(Subject.account(number));
            tell(work, account, EventKind.ACCOUNT_DELETED, actor, "the account was deleted");
            return account;
        };
    }

    /** A new PIN; it also opens a lock that wrong ones closed. */
    public static Command<Account> resetPin(AccountNumber number, PinHash pin, String actor) {
        return work -> {
            Account account = existing(work, number).withPin(pin);
            work.book().updateAccount(account);
            work.book().clearAttempts(Subject.account(number));
            tell(work, account, EventKind.PIN_RESET, actor, "the PIN was changed");
            return account;
        };
    }

    private static Account existing(UnitOfWork work, AccountNumber number) {
        return work.book()
                .account(number)
                .orElseThrow(() -> new Refusal("there is no account " + number + "; 'callgate account list' shows the "
                        + work.book().accounts().size() + " there are"));
    }

    private static void tell(UnitOfWork work, Account account, EventKind kind, String actor, String what) {
        Event event = work.record(new EventDraft(kind, actor)
                .owner(account.owner())
                .services(account.services())
                .detail(what));
        work.post(Notices.account(account, event));
    }
}
