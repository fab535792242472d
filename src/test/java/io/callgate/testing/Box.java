package io.callgate.testing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.mail.OutboxMail;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.Accounts;
import io.callgate.gate.Gate;
import io.callgate.store.DatabaseUrl;
import io.callgate.store.JdbcStore;
import io.callgate.store.Migrations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A gate on a real book (SQLite in a folder), with a firewall that only remembers and a clock that stands still. */
public final class Box implements AutoCloseable {

    public static final Rules RULES = new Rules(
            "pbx.example",
            new GrantPolicy(
                    ImmutableSet.of(Address.parse("192.0.2.1")),
                    ImmutableList.of(),
                    ImmutableList.of(AddressRange.parse("198.51.100.0/24"))),
            GuessingLimits.STANDARD,
            ServiceCatalog.builtInWith(Map.of()),
            ImmutableList.of("admin@example.org"),
            Optional.empty());

    public final MemoryFirewall firewall = new MemoryFirewall();
    public final TestClock clock = new TestClock();
    public final JdbcStore store;
    public final Gate gate;

    public Box(Path folder) {
        this(folder, rules -> rules);
    }

    public Box(Path folder, UnaryOperator<Rules> change) {
        DatabaseUrl url = new DatabaseUrl("jdbc:sqlite:" + folder.resolve("callgate.db"));
        Migrations.migrate(url);
        store = JdbcStore.open(url);
        Rules rules = change.apply(RULES);
        gate = new Gate(store, firewall, () -> rules, clock).start();
    }

    /** Opens an account with mail ann@example.org. The hash is a cheap one, to keep tests quick. */
    public Account account(String number, String pin) {
        return gate.ask(Accounts.add(
                new Accounts.New(
                        new AccountNumber(number),
                        "Ann",
                        "ann@example.org",
                        Services.of("sip", "rtp"),
                        Optional.empty(),
                        PinHash.of(pin, new byte[16], 10)),
                "test"));
    }

    public List<Grant> grants() {
        return gate.read(book -> book.grants(clock.instant()));
    }

    public List<Event> events(EventKind kind) {
        return gate.read(book -> book.events(10_000)).stream()
                .filter(e -> e.kind() == kind)
                .toList();
    }

    public List<OutboxMail> mails() {
        return gate.read(book -> book.waitingMails(10_000));
    }

    @Override
    public void close() {
        gate.close();
    }
}
