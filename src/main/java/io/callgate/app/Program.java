package io.callgate.app;

import com.google.common.collect.ImmutableList;
import io.callgate.app.arm.Arming;
import io.callgate.app.boot.BootFiles;
import io.callgate.app.boot.Standing;
import io.callgate.app.boot.StateDirectory;
import io.callgate.app.box.DaemonLock;
import io.callgate.app.box.NameServers;
import io.callgate.app.box.OwnAddresses;
import io.callgate.app.box.UsedPorts;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.config.Config;
import io.callgate.app.trial.FirstUse;
import io.callgate.app.trial.LoginTrial;
import io.callgate.core.Refusal;
import io.callgate.core.Rules;
import io.callgate.core.arm.Posture;
import io.callgate.core.notice.Channel;
import io.callgate.gate.ByHand;
import io.callgate.gate.Command;
import io.callgate.gate.Gate;
import io.callgate.gate.Journals;
import io.callgate.gate.WantedKernel;
import io.callgate.gate.port.BookFault;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.Store;
import io.callgate.gate.port.StoreException;
import io.callgate.gate.port.UnusableBook;
import io.callgate.kit.Futures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The book, the kernel and the gate between them, under the lock. The gate starts, and converges the kernel, with the first
 * change: who only looks, changes nothing.
 */
final class Program implements Engine, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Program.class);

    /** For whoever sits at a terminal and asks the daemon, whose book is open. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    /** For a process of one command, which has to open it first. */
    private static final Duration TO_OPEN = Duration.ofSeconds(8);

    private final Config config;
    private final DaemonLock lock;
    private final Store store;
    private final Firewall firewall;
    private final Gate gate;
    private final Resolver resolver;
    private final Optional<Registrar> registrar;
    private final Standing standing;
    private final LoginTrial loginTrial;
    private boolean started;
    private volatile boolean serving;
    private volatile Supplier<Optional<Running>> running = Optional::empty;

    private Program(
            Config config,
            Adapters adapters,
            DaemonLock lock,
            Store store,
            Firewall firewall,
            Resolver resolver,
            Arming arming,
            InstantSource clock) {
        this.config = config;
        this.lock = lock;
        this.store = store;
        this.firewall = firewall;
        this.resolver = resolver;
        this.registrar = adapters.registrar(config);
        OwnAddresses own = new OwnAddresses();
        NameServers nameServers = new NameServers(config.names().servers(), NameServers.FILES);
        ImmutableList.Builder<Channel> telling = ImmutableList.builder();
        telling.addAll(adapters.channels(config));
        config.doors().forEach(door -> door.channel().ifPresent(telling::add));
        ImmutableList<Channel> channels = telling.build();
        this.gate = new Gate(
                store, firewall, () -> config.rules(own.get(), nameServers.get(), channels), clock, journals(config));
        this.loginTrial = new LoginTrial(clock, FirstUse::hash);
        BootFiles boot = new BootFiles(config, adapters, gate, this::book);
        this.standing = new Standing(arming, boot, gate, this::enforce);
    }

    private static Journals journals(Config config) {
        return Journals.in(config.stateFile().toAbsolutePath().getParent());
    }

    /** Empty when another program holds the lock. */
    static Optional<Program> open(Config config, Adapters adapters, InstantSource clock) {
        StateDirectory.requireBook(config);
        StateDirectory.make(config);
        return DaemonLock.tryTake(config.lock()).map(lock -> {
            try (Cleanup cleanup = new Cleanup()) {
                cleanup.add(lock::close);
                Store store = new LateStore(() -> adapters.openStore(config), clock);
                cleanup.add(store::close);
                Arming arming = Arming.open(config, clock);
                Firewall firewall = adapters.openFirewall(config, arming.posture());
                Resolver resolver = adapters.openResolver(config);
                Program program = new Program(config, adapters, lock, store, firewall, resolver, arming, clock);
                cleanup.cancel();
                return program;
            }
        });
    }

    static Refusal taken(Config config) {
        Path file = config.lock();
        return new Refusal(DaemonLock.holder(file) + " holds " + file
                + "; if that is the daemon, 'callgate status' asks it, and stopping it frees the book");
    }

    /** @throws UnusableBook for one that does not come by itself; one that is silent is waited for later */
    void requireUsableBook() {
        try {
            gate.read(BookView::revision);
        } catch (UnusableBook e) {
            throw e;
        } catch (StoreException e) {
            log.error("the book is silent: {}", e.getMessage());
        }
    }

    Program start() {
        if (!started) gate.start();
        started = true;
        return this;
    }

    /** From now on it serves calls. */
    void running(Supplier<Running> state) {
        running = () -> Optional.of(state.get());
        serving = true;
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

    /** A book that does not answer is not waited for by whoever sits at a terminal. */
    @Override
    public <R> R read(Function<BookView, R> work) {
        requireAnswer();
        return gate.read(work);
    }

    @Override
    public <R> R ask(Command<R> command) {
        requireAnswer();
        return start().gate.ask(command);
    }

    @Override
    public <R> R askSoon(Command<R> command) {
        requireAnswer();
        CompletableFuture<R> answer = start().gate.submit(command);
        try {
            return answer.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String why = "the book has taken no change for a moment";
            throw answer.cancel(true) ? new StoreException(why) : new OutcomeUnknown(why, e);
        } catch (ExecutionException e) {
            return Futures.get(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted");
        }
    }

    private void requireAnswer() {
        gate.requireBook(patience());
    }

    private Duration patience() {
        return serving ? PATIENCE : TO_OPEN;
    }

    @Override
    public ByHand byHand() {
        return start().gate.byHand();
    }

    @Override
    public <R> R firewall(Function<Firewall, R> work) {
        return started ? gate.withFirewall(work) : work.apply(firewall);
    }

    @Override
    public Posture posture() {
        return standing.posture();
    }

    @Override
    public Posture stand(UnaryOperator<Posture> change) {
        return standing.change(change);
    }

    Standing standing() {
        return standing;
    }

    private void enforce(Posture posture) {
        if (posture.drops()) start();
        firewall(kernel -> {
            kernel.mode(Arming.mode(posture), posture.dropsUntil(), now());
            return posture;
        });
    }

    /** Not while the gate reads it, too: it may be large. */
    private WantedKernel book() {
        requireAnswer();
        return started ? gate.wanted() : gate.read(book -> WantedKernel.of(book, rules().bans(), now()));
    }

    @Override
    public Optional<String> bootFault() {
        return standing.bootFault();
    }

    @Override
    public int restore() {
        start().requireAnswer();
        return gate.restore();
    }

    @Override
    public Optional<String> fault() {
        return gate.fault();
    }

    @Override
    public Optional<BookFault> bookFault() {
        return store.fault();
    }

    void tryLogin() {
        loginTrial.makeIfDue();
    }

    /** Why nobody can log in, if so. */
    Optional<String> loginFault() {
        return loginTrial.fault();
    }

    @Override
    public Set<Integer> usedPorts() {
        return UsedPorts.read(Path.of("/proc"));
    }

    @Override
    public Optional<Registrar> registrar() {
        return registrar;
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
            if (started) standing.writeBoot();
            gate.close();
        }
    }
}
