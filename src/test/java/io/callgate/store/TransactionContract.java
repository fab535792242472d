package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.grant.Grant;
import io.callgate.core.notice.Message;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store promises of what is written together, whichever database keeps it. */
abstract class TransactionContract extends StoreFixture {

    @Test
    void a_transaction_is_found_by_its_id_when_it_is_in_the_book_and_only_then() {
        Attempts some = new Attempts(1, NOW, Instant.EPOCH, Instant.EPOCH);
        store.write(tx -> {
            tx.sign("one", NOW);
            tx.putAttempts(Subject.OVERALL, some);
        });
        store.write(tx -> tx.sign("nothing changed", NOW));
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.sign("two", NOW);
                    tx.putAttempts(Subject.OVERALL, some);
                    throw new IllegalStateException("the test gives up");
                }))
                .hasMessage("the test gives up");
        assertThat(store.has("one")).isTrue();
        assertThat(store.has("two")).isFalse();
        assertThat(store.has("nothing changed")).isFalse();
        store.write(tx -> tx.forgetSigned(NOW.plusSeconds(1)));
        assertThat(store.has("one")).isFalse();
    }

    @Test
    void a_transaction_that_fails_leaves_nothing() {
        RuntimeException reason = new RuntimeException("enough");
        assertThatThrownBy(() -> write(book -> {
                    add(book, ALICE, HOME, Optional.empty());
                    book.record(event("x"));
                    throw reason;
                }))
                .isSameAs(reason);
        assertThat(grants()).isEmpty();
        assertThat(book().events(1)).isEmpty();
        grant(ALICE, HOME, null);
        assertThat(grants()).hasSize(1);
    }

    @Test
    void a_part_that_fails_leaves_nothing_and_the_other_parts_stand() {
        RuntimeException reason = new RuntimeException("not this one");
        store.write(transaction -> {
            transaction.part(book -> add(book, ALICE, HOME, Optional.empty()));
            assertThatThrownBy(() -> transaction.part(book -> {
                        add(book, BOB, HOME, Optional.empty());
                        book.record(event("x"));
                        throw reason;
                    }))
                    .isSameAs(reason);
            assertThat(transaction.grants(BOB, NOW)).isEmpty();
            transaction.part(book -> add(book, ALICE, OFFICE, Optional.empty()));
        });
        assertThat(grants()).extracting(Grant::range).containsExactly(HOME, OFFICE);
        assertThat(book().events(1)).isEmpty();
    }

    @Test
    void a_part_that_the_database_refuses_leaves_nothing_and_the_other_parts_stand() {
        store.write(transaction -> {
            transaction.part(book -> add(book, ALICE, HOME, Optional.empty()));
            assertThatThrownBy(() -> transaction.part(book -> {
                        add(book, BOB, HOME, Optional.empty());
                        book.putAttempts(Subject.OVERALL, new Attempts(1, NOW, NOW, Instant.EPOCH));
                        book.addAccount(account("1").withPin(new PinHash(null)));
                        return null;
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("add an account");
            transaction.part(book -> add(book, ALICE, OFFICE, Optional.empty()));
        });
        assertThat(grants()).extracting(Grant::range).containsExactly(HOME, OFFICE);
        assertThat(book().attempts(Subject.OVERALL)).isEqualTo(Attempts.NONE);
    }

    @Test
    void a_refused_step_cannot_be_ignored() {
        assertThatThrownBy(() -> write(book -> {
                    add(book, ALICE, HOME, Optional.empty());
                    assertThatThrownBy(() -> book.addAccount(account("1").withPin(new PinHash(null))))
                            .isInstanceOf(StoreException.class);
                    assertThatThrownBy(() -> book.record(event("after"))).isInstanceOf(StoreException.class);
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("commit");
        assertThat(grants()).isEmpty();
    }

    @Test
    void a_transaction_reads_what_it_wrote() {
        write(book -> {
            Grant grant = add(book, ALICE, HOME, Optional.empty());
            assertThat(book.grants(ALICE, NOW)).containsExactly(grant);
            book.endGrant(grant, NOW, "x");
            assertThat(book.grants(NOW)).isEmpty();
        });
    }

    @Test
    void a_reader_keeps_its_snapshot_while_a_writer_commits() {
        grant(ALICE, HOME, null);
        store.read(book -> {
            assertThat(book.grants(NOW)).hasSize(1);
            grant(BOB, OFFICE, null);
            assertThat(book.grants(NOW)).hasSize(1);
            assertThat(book.grants(BOB, NOW)).isEmpty();
            return null;
        });
        assertThat(grants()).hasSize(2);
    }

    @Test
    void readers_beside_a_writer_never_see_half_a_transaction() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> readers = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        for (int seen = 0; seen < 60; ) {
                            List<Grant> grants = grants();
                            assertThat(grants.size() % 3).isZero();
                            seen = grants.size();
                        }
                    }))
                    .toList();
            for (int i = 0; i < 20; i++)
                write(book -> IntStream.range(0, 3).forEach(n -> add(book, ALICE, HOME, Optional.empty())));
            for (Future<?> reader : readers) reader.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_reader_cannot_write() {
        assertThatThrownBy(() -> store.read(view -> {
                    new JdbcBook(((JdbcBookView) view).session).record(event("x"));
                    return null;
                }))
                .isInstanceOf(StoreException.class);
        assertThatCode(this::grants).doesNotThrowAnyException();
    }

    @Test
    void what_was_written_is_there_after_reopening() {
        Grant grant = grant(ALICE, HOME, null);
        long revision = book().revision();
        store.close();
        store = JdbcStore.open(url, InstantSource.system());
        assertThat(grants()).containsExactly(grant);
        assertThat(book().revision()).isEqualTo(revision);
    }

    @Test
    void two_daemons_share_one_book() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (JdbcStore other = JdbcStore.open(url, InstantSource.system())) {
            List<Future<?>> writers = new ArrayList<>();
            for (JdbcStore daemon : List.of(store, other))
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 25; i++) daemon.write(TransactionContract::countOne);
                }));
            for (Future<?> writer : writers) writer.get();
            assertThat(book().attempts(Subject.OVERALL).failures()).isEqualTo(50);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Reads and writes: lost where two do it at once. */
    private static void countOne(Book book) {
        int failures = book.attempts(Subject.OVERALL).failures();
        book.putAttempts(Subject.OVERALL, new Attempts(failures + 1, NOW, NOW, Instant.EPOCH));
    }

    @Test
    void the_revision_grows_with_grants_and_accounts_and_with_nothing_else() {
        long empty = book().revision();
        Grant grant = grant(ALICE, HOME, null);
        long granted = book().revision();
        write(book -> book.endGrant(grant, NOW, "x"));
        long ended = book().revision();
        write(book -> book.addAccount(account("1")));
        long added = book().revision();
        write(book -> book.updateAccount(account("1").withEnabled(false)));
        long changed = book().revision();
        write(book -> book.deleteAccount(new AccountNumber("1")));
        long deleted = book().revision();
        assertThat(List.of(empty, granted, ended, added, changed, deleted))
                .isSorted()
                .doesNotHaveDuplicates();
        write(book -> {
            book.record(event("x"));
            book.post("mail", new Message("a@example.org", "", ""), NOW);
            book.putAttempts(Subject.OVERALL, new Attempts(1, NOW, NOW, Instant.EPOCH));
        });
        assertThat(book().revision()).isEqualTo(deleted);
    }

    @Test
    void the_revision_stays_when_the_change_is_undone() {
        long before = book().revision();
        store.write(transaction -> assertThatThrownBy(() -> transaction.part(book -> {
                    add(book, ALICE, HOME, Optional.empty());
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone"));
        assertThat(book().revision()).isEqualTo(before);
    }
}
