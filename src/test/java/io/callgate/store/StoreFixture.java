package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.BookView;
import io.callgate.store.connection.DatabaseUrl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store on a new book, and what its tests share. */
abstract class StoreFixture {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(5);
    static final Owner ALICE = new Owner("1001");
    static final Owner BOB = new Owner("bob");
    static final AddressRange HOME = AddressRange.parse("203.0.113.7");
    static final AddressRange OFFICE = AddressRange.parse("2001:db8::/48");
    static final Services PHONE = Services.of("sip", "rtp");

    /** What breaks programs that build SQL, lines or encodings by hand. */
    static final List<String> HOSTILE = List.of(
            "'; DROP TABLE whitelist; --",
            "\" OR \"\"=\"",
            "a\\",
            "\\'",
            "%_?:1 ${x} #{y} {d '2026-01-01'}",
            "line\r\nBcc: all@example.org\t\u001b[2J\u0007",
            "NUL\u0000after",
            "Zoë \u202e עברית \u4f60\u597d \uD83D\uDE80\uD83D\uDC68\u200D\uD83D\uDC69",
            " blanks ",
            "NULL");

    DatabaseUrl url;
    JdbcStore store;

    /** A database that is there and empty, or can be created. */
    abstract DatabaseUrl newDatabase();

    @BeforeEach
    void open() {
        url = newDatabase();
        Migrations.migrate(url);
        store = JdbcStore.open(url, InstantSource.system());
    }

    @AfterEach
    void close() {
        if (store != null) store.close();
    }

    void write(Consumer<Book> work) {
        store.write(work::accept);
    }

    /** Writes and hands out what the work returned. */
    <T> T writing(Function<Book, T> work) {
        List<T> result = new ArrayList<>();
        store.write(book -> result.add(work.apply(book)));
        return result.get(0);
    }

    /** The book as it is now: a transaction of its own for each question. */
    BookView book() {
        return (BookView) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BookView.class},
                (proxy, method, values) -> store.read(view -> {
                    try {
                        return method.invoke(view, values);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    } catch (InvocationTargetException e) {
                        throw (RuntimeException) e.getCause();
                    }
                }));
    }

    List<OutboxMessage> claim(long upTo, Instant now, int limit) {
        return writing(book -> book.claimMessages("mail", upTo, now, LEASE, limit));
    }

    Grant grant(Owner owner, AddressRange range, Instant endsAt) {
        return writing(book -> add(book, owner, range, Optional.ofNullable(endsAt)));
    }

    static Grant add(Book book, Owner owner, AddressRange range, Optional<Instant> endsAt) {
        return book.addGrant(new NewGrant(owner, Origin.PHONE, range, PHONE, NOW, endsAt, ""));
    }

    List<Grant> grants() {
        return book().grants(NOW);
    }

    static Account account(String number) {
        return new Account(
                new AccountNumber(number),
                "Alice",
                "alice@example.org",
                PHONE,
                Optional.of("701"),
                new PinHash("pbkdf2$x"),
                true,
                NOW,
                Optional.empty());
    }

    static Event event(String detail) {
        return new Event(NOW, EventKind.GRANTED, "phone", "1001", "203.0.113.7", "rtp,sip", "+49301", detail);
    }

    /** As an administrator would, on a connection of their own. */
    List<String> sql(String... statements) {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties());
                Statement statement = connection.createStatement()) {
            List<String> last = new ArrayList<>();
            for (String sql : statements) {
                last.clear();
                if (!statement.execute(sql)) continue;
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) last.add(rows.getString(1));
                }
            }
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    void assertRefused(String sql) {
        assertThatThrownBy(() -> sql(sql)).isInstanceOf(IllegalStateException.class);
        assertThat(grants()).isEmpty();
    }
}
