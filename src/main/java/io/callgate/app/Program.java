package io.callgate.app;

import io.callgate.app.command.Engine;
import io.callgate.app.config.Config;
import io.callgate.app.control.ControlServer;
import io.callgate.core.Rules;
import io.callgate.gate.BookView;
import io.callgate.gate.Command;
import io.callgate.gate.Firewall;
import io.callgate.gate.Gate;
import io.callgate.gate.Refusal;
import io.callgate.gate.Resolver;
import io.callgate.gate.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The book, the kernel and the gate between them, under the lock. The gate starts, and converges the kernel, with the first
 * change: who only looks, changes nothing.
 */
final class Program implements Engine, AutoCloseable {

    private final Config config;
    private final DaemonLock lock;
    private final Firewall firewall;
    private final Gate gate;
    private final Resolver resolver;
    private boolean started;
    private volatile Supplier<Optional<Running>> running = Optional::empty;

    private Program(
            Config config, DaemonLock lock, Store store, Firewall firewall, Resolver resolver, InstantSource clock) {
        this.config = config;
        this.lock = lock;
        this.firewall = firewall;
        this.resolver = resolver;
        OwnAddresses own = new OwnAddresses();
        this.gate = new Gate(store, firewall, () -> config.rules(own.get()), clock);
    }

    /** Empty when another program holds the lock. */
    static Optional<Program> open(Config config, Adapters adapters, InstantSource clock) {
        makeDirectory(config);
        return DaemonLock.tryTake(DaemonLock.file(config)).map(lock -> {
            try (Cleanup cleanup = new Cleanup()) {
                cleanup.add(lock::close);
                Store store = adapters.openStore(config);
                cleanup.add(store::close);
                Program program = new Program(
                        config, lock, store, adapters.openFirewall(config), adapters.openResolver(config), clock);
                cleanup.cancel();
                return program;
            }
        });
    }

    /** That of the lock: the control socket's may have gone with the last start of the box, a book's has not. */
    private static void makeDirectory(Config config) {
        Path directory = DaemonLock.file(config).getParent();
        if (Files.isDirectory(directory)) return;
        if (config.database().file().isPresent())
            throw new Refusal("there is no book at " + config.database().url() + ": run callgate migrate");
        try {
            ControlServer.makeDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot make " + directory + ": " + e, e));
        }
    }

    static Refusal taken(Config config) {
        Path file = DaemonLock.file(config);
        return new Refusal(DaemonLock.holder(file) + " holds " + file
                + "; if that is the daemon, 'callgate status' asks it, and stopping it frees the book");
    }

    Program start() {
        if (!started) gate.start();
        started = true;
        return this;
    }

    /** From now on it serves calls. */
    void running(Supplier<Running> state) {
        running = () -> Optional.of(state.get());
    }

    Gate gate() {
        return gate;
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public Rules rules() {
        return gate.rules();
    }

    @Override
    public Instant now() {
        return gate.clock().instant();
    }

    @Override
    public <R> R read(Function<BookView, R> work) {
        return gate.read(work);
    }

    @Override
    public <R> R ask(Command<R> command) {
        return start().gate.ask(command);
    }

    @Override
    public <R> R firewall(Function<Firewall, R> work) {
        return started ? gate.withFirewall(work) : work.apply(firewall);
    }

    @Override
    public int restore() {
        return start().gate.restore();
    }

    @Override
    public Optional<String> fault() {
        return gate.fault();
    }

    @Override
    public Resolver resolver() {
        return resolver;
    }

    @Override
    public Optional<Running> running() {
        return running.get();
    }

    /** Finishes what is queued; the kernel keeps what it holds. */
    @Override
    public void close() {
        try (lock;
                resolver) {
            gate.close();
        }
    }
}
