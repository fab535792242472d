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
import io.callgate.core.ban.BanPolicy;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.name.NameLimits;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Accounts;
import io.callgate.mail.MailChannel;
import io.callgate.store.JdbcStore;
import io.callgate.store.Migrations;
import io.callgate.store.connection.DatabaseUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A gate on a real book (SQLite in a folder), with a firewall that only remembers and a clock that stands still. */
public final class Box implements AutoCloseable {

    public static final Rules RULES = new Rules(
            new GrantPolicy(
                    ImmutableSet.of(Address.parse("192.0.2.1")),
                    ImmutableList.of(),
                    ImmutableList.of(AddressRange.parse("198.51.100.0/24"))),
            new BanPolicy(
                    ImmutableSet.of(Address.parse("192.0.2.1")),
                    ImmutableList.of(AddressRange.parse("192.168.0.0/16")),
                    ImmutableList.of(),
                    ImmutableSet.of(Address.parse("203.0.113.53"), Address.parse("2001:db8:53::53"))),
            GuessingLimits.STANDARD,
            ServiceCatalog.builtInWith(Map.of()),
            ImmutableList.of(new MailChannel("pbx.example", ImmutableList.of("admin@example.org"))),
            Optional.empty(),
            NameLimits.STANDARD,
            io.callgate.core.knock.KnockLimits.STANDARD);

    /** A machine with other work is no silent book. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    public final MemoryFirewall firewall = new MemoryFirewall();
    public final TestClock clock = new TestClock();
    public final BreakableStore store;
    public final Gate gate;
    private final String url;

    public Box(Path folder) {
        this(folder, rules -> rules);
    }

    public Box(Path folder, UnaryOperator<Rules> change) {
        url = "jdbc:sqlite:" + folder.resolve("callgate.db");
        Migrations.migrate(new DatabaseUrl(url));
        store = new BreakableStore(JdbcStore.open(new DatabaseUrl(url, PATIENCE), InstantSource.system()));
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

    public List<OutboxMessage> mails() {
        return gate.read(book -> book.waitingMessages(MailChannel.NAME, 10_000));
    }

    /** How many rows there are of a table, and with which values: {@code outbox WHERE sent_at IS NOT NULL}. */
    public long count(String rows) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gate.close();
    }
}
