package io.callgate.app.cli.base;

import io.callgate.core.account.Pin;
import io.callgate.core.account.PinHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import picocli.CommandLine.Option;

/** Where a PIN comes from: a random one by default, which is printed; or the input, which is not. */
public final class PinOption {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Option(names = "--pin-stdin", description = "Read the PIN from standard input: 6 to 12 digits.")
    private boolean stdin;

    public boolean fromInput() {
        return stdin;
    }

    /** @param print whether the user does not know it yet */
    public record Chosen(Pin pin, boolean print) {

        public PinHash hash() {
            byte[] salt = new byte[16];
            RANDOM.nextBytes(salt);
            return PinHash.of(pin.digits(), salt, PinHash.ITERATIONS);
        }

        public void print(Console console) {
            if (print) console.line("PIN: " + pin.digits());
        }
    }

    public Chosen choose(Console console) {
        if (!stdin) return new Chosen(Pin.random(RANDOM), true);
        try {
            String line = console.readLine()
                    .orElseThrow(() -> new UsageError("--pin-stdin: there is no PIN on standard input"));
            return new Chosen(UsageError.unless(() -> new Pin(line)), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
