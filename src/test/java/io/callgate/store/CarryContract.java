package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.app.book.BookReader;
import io.callgate.app.book.BookWriter;
import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.gate.Gate;
import io.callgate.gate.act.ImportBook;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.Box;
import io.callgate.testing.MemoryFirewall;
import io.callgate.testing.TestClock;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A copy of the book in a file, put into another book, on every database. */
abstract class CarryContract extends StoreFixture {

    private final TestClock clock = new TestClock();

    @Test
    void a_book_arrives_in_another_as_it_was_whatever_its_texts_hold() {
        fill();
        String text = written(store);
        JdbcStore other = otherStore();
        try (Gate gate = gate(other)) {
            assertThat(gate.ask(new ImportBook(BookReader.read(text), false, "test"))
                            .isEmpty())
                    .isFalse();
            assertThat(written(other)).isEqualTo(text);
            long revision = gate.read(book -> book.revision());

            assertThat(gate.ask(new ImportBook(BookReader.read(text), true, "test"))
                            .isEmpty())
                    .isTrue();
            long after = gate.read(book -> book.revision());
            assertThat(after).isEqualTo(revision);
        }
    }

    @Test
    void one_thing_that_cannot_be_leaves_the_other_book_as_it_is() {
        fill();
        write(book -> add(book, BOB, AddressRange.parse("127.0.0.1"), Optional.empty()));
        String text = written(store);
        JdbcStore other = otherStore();
        String before = written(other);
        try (Gate gate = gate(other)) {
            assertThatThrownBy(() -> gate.ask(new ImportBook(BookReader.read(text), true, "test")))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("127.0.0.1 is never granted");
            assertThat(written(other)).isEqualTo(before);
        }
    }

    private void fill() {
        write(book -> {
            book.addAccount(new Account(
                    new AccountNumber("1001"),
                    "Zoë \u4f60\u597d \uD83D\uDE80",
                    "",
                    PHONE,
                    Optional.empty(),
                    PinHash.of("271828", new byte[16], 10),
                    true,
                    NOW,
                    Optional.of("+15551234")));
            for (String hostile : HOSTILE) {
                book.addGrant(new NewGrant(BOB, Origin.ADMINISTRATOR, OFFICE, PHONE, NOW, Optional.empty(), hostile));
                book.addBan(HOME, "asterisk", hostile, NOW, Optional.of(NOW.plusSeconds(86_400L * 36_500)));
                book.addHost(BOB, Origin.HOSTNAME, HostName.parse("home.example.org"), PHONE, NOW, hostile);
            }
        });
    }

    private JdbcStore otherStore() {
        DatabaseUrl other = newDatabase();
        Migrations.migrate(other);
        return JdbcStore.open(other, InstantSource.system());
    }

    private Gate gate(JdbcStore of) {
        return new Gate(of, new MemoryFirewall(), () -> Box.RULES, clock).start();
    }

    private String written(JdbcStore of) {
        return BookWriter.write(of.read(book -> ImportBook.copy(book, clock.instant(), 1000)), "x");
    }
}
