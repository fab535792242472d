package io.callgate.store.table;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.PinHash;
import io.callgate.core.service.Services;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Writes the accounts within one transaction. */
public record AccountTable(Session session) {

    private static final String SELECT =
            "SELECT number, name, email, services, extension, pin, enabled, created_at, last_caller FROM account";

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                new AccountNumber(row.getString(1)),
                row.getString(2),
                row.getString(3),
                Services.parse(row.getString(4)),
                notEmpty(row.getString(5)),
                new PinHash(row.getString(6)),
                row.getInt(7) != 0,
                Rows.time(row, 8),
                notEmpty(row.getString(9)));
    }

    private static Optional<String> notEmpty(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    public Optional<Account> of(AccountNumber number) {
        return session.first("read an account", AccountTable::account, SELECT + " WHERE number = ?", number.digits());
    }

    public List<Account> all() {
        return session.list("read the accounts", AccountTable::account, SELECT + " ORDER BY number");
    }

    public void add(Account account) {
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

    public void update(Account account) {
        session.update(
                "update an account",
                "UPDATE account SET name = ?, email = ?, services = ?, extension = ?, pin = ?, enabled = ?,"
                        + " created_at = ?, last_caller = ? WHERE number = ?",
                values(account));
    }

    public void delete(AccountNumber number) {
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
