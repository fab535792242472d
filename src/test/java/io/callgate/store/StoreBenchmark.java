package io.callgate.store;

import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.BookView;
import io.callgate.store.connection.DatabaseUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Prints how fast the book at a URL is: a measurement to run by hand, not a test. */
final class StoreBenchmark {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int GRANTS = 100_000;
    private static int entered;

    private StoreBenchmark() {}

    public static void main(String[] urls) {
        for (String text : urls) {
            DatabaseUrl url = new DatabaseUrl(text);
            Migrations.migrate(url);
            try (JdbcStore store = JdbcStore.open(url, InstantSource.system())) {
                System.out.println(url);
                rate(store, 2000, 1);
                rate(store, 500, 50);
                store.write(book -> {
                    while (entered < GRANTS) enter(book);
                });
                for (int i = 0; i < 4; i++) reading(store);
            }
        }
    }

    private static void rate(JdbcStore store, int transactions, int parts) {
        long start = System.nanoTime();
        for (int i = 0; i < transactions; i++)
            store.write(transaction -> {
                for (int part = 0; part < parts; part++) transaction.part(StoreBenchmark::enter);
            });
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d parts a transaction: %.0f transactions/s, %.0f grants/s%n",
                parts, transactions / seconds, transactions * parts / seconds);
    }

    private static Grant enter(Book book) {
        Address address = new Address(false, 0, 0x0b000000L + entered++);
        Owner owner = new Owner(Integer.toString(entered % 5000));
        return book.addGrant(new NewGrant(
                owner, Origin.PHONE, address.asRange(), Services.of("sip", "rtp"), NOW, Optional.empty(), ""));
    }

    private static void reading(JdbcStore store) {
        long start = System.nanoTime();
        int all = store.read(book -> book.grants(NOW)).size();
        long read = System.nanoTime();
        int one = store.read(book -> book.grants(new Owner("77"), NOW)).size();
        long owned = System.nanoTime();
        store.read(BookView::revision);
        System.out.printf(
                "%d grants read in %d ms; %d of one owner in %d us; the revision in %d us%n",
                all,
                Duration.ofNanos(read - start).toMillis(),
                one,
                (owned - read) / 1000,
                (System.nanoTime() - owned) / 1000);
    }
}
