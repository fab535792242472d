package io.callgate.store;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;

/** Writes the accounts within one transaction. */
record AccountTable(Session session) {

    void add(Account account) {
        long taken = session.number(
                "look for an account",
                "SELECT COUNT(*) FROM account WHERE number = ?",
                account.number().digits());
        if (taken > 0) throw new IllegalStateException("account " + account.number() + " is there already");
        session.update(
                "add an account",
                "INSERT INTO account (name, email, services, extension, pin, enabled, created_at, last_caller, number)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values(account));
    }

    void update(Account account) {
        session.update(
                "update an account",
                "UPDATE account SET name = ?, email = ?, services = ?, extension = ?, pin = ?, enabled = ?,"
                        + " created_at = ?, last_caller = ? WHERE number = ?",
                values(account));
    }

    void delete(AccountNumber number) {
        session.update("delete an account", "DELETE FROM account WHERE number = ?", number.digits());
    }

    /** In the order that both statements share: the number last. */
    private static Object[] values(Account account) {
        return new Object[] {
            account.name(),
            account.email(),
            account.services().toString(),
            account.extension().orElse(""),
            account.pin().stored(),
            account.enabled() ? 1 : 0,
            account.createdAt(),
            account.lastCaller().orElse(""),
            account.number().digits()
        };
    }
}
