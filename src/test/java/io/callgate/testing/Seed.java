package io.callgate.testing;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Pin;
import io.callgate.core.account.PinHash;
import io.callgate.core.service.Services;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Accounts;
import io.callgate.store.JdbcStore;
import io.callgate.store.connection.DatabaseUrl;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Writes accounts into the book of a program that runs, quicker than its command line would. */
public final class Seed implements AutoCloseable {

    /** Hashing is slow by design, and the program cannot see whose PINs are alike. */
    private static final int PINS = 10;

    private record Secret(String pin, PinHash hash) {}

    private final Random random = new Random(1001);
    private final List<Secret> secrets = new ArrayList<>();
    private final Gate gate;
    private int accounts;

    public Seed(String databaseUrl) {
        JdbcStore store = JdbcStore.open(new DatabaseUrl(databaseUrl), InstantSource.system());
        gate = new Gate(store, new MemoryFirewall(), () -> Box.RULES, InstantSource.system()).start();
    }

    /** Opens an account and returns its PIN. */
    public String account(String number, String email) {
        Secret secret = secret(accounts++ % PINS);
        gate.ask(Accounts.add(
                new Accounts.New(
                        new AccountNumber(number),
                        "User " + number,
                        email,
                        Services.of("sip", "rtp"),
                        Optional.empty(),
                        secret.hash()),
                "test"));
        return secret.pin();
    }

    private Secret secret(int which) {
        if (which == secrets.size()) {
            String pin = Pin.random(random).digits();
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            secrets.add(new Secret(pin, PinHash.of(pin, salt, PinHash.ITERATIONS)));
        }
        return secrets.get(which);
    }

    @Override
    public void close() {
        gate.close();
    }
}
