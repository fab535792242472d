package io.callgate.sight;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.knock.KnockKey;
import io.callgate.gate.port.BookView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the book says of who may knock and ring.
 *
 * @param accounts those that are enabled
 * @param byExtension whose phone calls itself so; an account without an extension, by its number
 * @param keys of enabled accounts and of the box
 */
record Doors(
        long revision,
        Set<AccountNumber> accounts,
        Map<String, List<AccountNumber>> byExtension,
        Map<Integer, AccountNumber> byDoorbell,
        List<KnockKey> keys) {

    static Doors of(BookView book) {
        List<Account> accounts =
                book.accounts().stream().filter(Account::enabled).toList();
        Set<AccountNumber> numbers = accounts.stream().map(Account::number).collect(Collectors.toSet());
        Map<String, List<AccountNumber>> extensions = new HashMap<>();
        for (Account account : accounts)
            extensions
                    .computeIfAbsent(account.extension().orElse(account.number().digits()), e -> new ArrayList<>())
                    .add(account.number());
        Map<Integer, AccountNumber> doorbells = new HashMap<>();
        book.doorbells().forEach((number, port) -> {
            if (numbers.contains(number)) doorbells.put(port, number);
        });
        Set<Owner> owners = accounts.stream().map(Account::owner).collect(Collectors.toCollection(HashSet::new));
        owners.add(KnockKey.BOX);
        List<KnockKey> keys = book.knockKeys().stream()
                .filter(key -> owners.contains(key.owner()))
                .toList();
        return new Doors(book.revision(), numbers, extensions, doorbells, keys);
    }
}
