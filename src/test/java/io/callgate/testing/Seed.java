package io.callgate.testing;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Pin;
import io.callgate.core.account.PinHash;
import io.callgate.core.service.Services;
import io.callgate.gate.Gate;
import io.callgate.gate.act.Accounts;
import io.callgate.store.DatabaseUrl;
import io.callgate.store.JdbcStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/** Writes accounts into the book of a program that runs, quicker than its command line would. */
public final class Seed implements AutoCloseable {

    private final Random random = new Random(1001);
    private final Gate gate;

    public Seed(String databaseUrl) {
        JdbcStore store = JdbcStore.open(new DatabaseUrl(databaseUrl), InstantSource.system());
        gate = new Gate(store, new MemoryFirewall(), () -> Box.RULES, InstantSource.system()).start();
    }

    /** Opens an account and returns its PIN. */
    public String account(String number, String email) {
        Pin pin = Pin.random(random);
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        gate.ask(Accounts.add(
                new Accounts.New(
                        new AccountNumber(number),
                        "User " + number,
                        email,
                        Services.of("sip", "rtp"),
                        Optional.empty(),
                        PinHash.of(pin.digits(), salt, PinHash.ITERATIONS)),
                "test"));
        return pin.digits();
    }

    @Override
    public void close() {
        gate.close();
    }
}
