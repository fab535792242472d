package io.callgate.core.notice;

import io.callgate.core.account.Account;
import java.util.Optional;

/**
 * Who is told: all administrators, and perhaps a user.
 *
 * @param user whose account it is about; empty for administrators alone
 */
public record Audience(Optional<Account> user) {

    public static final Audience ADMINISTRATORS = new Audience(Optional.empty());

    /** Also who has the account. */
    public static Audience of(Account account) {
        return new Audience(Optional.of(account));
    }
}
