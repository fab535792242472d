package io.callgate.app;

import com.google.common.collect.ImmutableList;
import io.callgate.app.cli.base.Console;
import io.callgate.app.config.Config;
import io.callgate.app.config.ConfigFile;
import io.callgate.app.config.Door;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Sessions;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.notice.Channel;
import io.callgate.core.ring.Ring;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Book;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.Store;
import io.callgate.kit.Part;
import io.callgate.kit.Status;
import io.callgate.names.HostFollower;
import io.callgate.names.Refresh;
import io.callgate.sight.Sight;
import io.callgate.store.JdbcStore;
import io.callgate.store.Migrations;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.BreakableStore;
import io.callgate.testing.MemoryFirewall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A machine with callgate on it, whose kernel is in memory; its book, its files and its control socket are real. */
class Box implements Adapters, AutoCloseable {

    private static final Refresh REFRESH = new Refresh(Duration.ofSeconds(30), Duration.ofMinutes(10));

    /** The book, as another program sees it. */
    final Store store;

    final MemoryFirewall firewall = new MemoryFirewall();
    final Path directory;
    final Path configFile;
    /** The book, as the program that opened it last has it. */
    volatile BreakableStore opened;

    /** Who is connected where commands are given. */
    volatile Sessions sessions = Sessions.NONE;

    /** Tells who is registered; null while nobody can be asked. */
    volatile Registrar registrar;

    volatile ImmutableList<Door<?>> doors = ImmutableList.of();
    volatile boolean nftablesIsMissing;
    volatile boolean portIsTaken;
    volatile boolean logIsBarred;
    private final DatabaseUrl url;

    Box(Path directory) {
        this.directory = directory;
        url = new DatabaseUrl("jdbc:sqlite:" + directory.resolve("book.db"));
        Migrations.migrate(url);
        store = JdbcStore.open(url, InstantSource.system());
        configFile = directory.resolve("callgate.toml");
        configureUnchecked("firewall.mode = \"enforce\"\nfirewall.lan = [\"192.168.0.0/16\"]\n");
    }

    /** Enters something, as another program would. */
    void enter(Consumer<Book> work) {
        store.write(work::accept);
    }

    @Override
    public void close() {
        store.close();
    }

    final void configureUnchecked(String more) {
        try {
            configure(more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void configure(String more) throws IOException {
        String own =
                "database.url = \"" + url.jdbc() + "\"\ncontrol.socket = \"" + socket() + "\"\npbx.name = \"pbx\"\n";
        Files.writeString(configFile, own + more);
    }

    final Path socket() {
        return directory.resolve("run").resolve("callgate.sock");
    }

    Config config() {
        return ConfigFile.read(Optional.of(configFile), "pbx", doors());
    }

    /** Every row of the book but for what counts its changes. */
    String dump() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("account", "whitelist", "hostname", "ban", "event", "outbox", "attempt", "knock"))
            try (Connection connection = DriverManager.getConnection(url.jdbc());
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                while (rows.next()) {
                    all.append(table);
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++)
                        all.append('|').append(rows.getString(i));
                    all.append('\n');
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        return all.toString();
    }

    /** What {@code callgate serve} runs. */
    Daemon serve() {
        return serve(InstantSource.system());
    }

    Daemon serve(InstantSource clock) {
        return Daemon.start(config(), this, clock);
    }

    /** What a command came to. */
    record Result(int exit, String out, String err) {}

    Result run(String... args) {
        return runReading("", args);
    }

    Result runReading(String input, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--config");
        all.add(configFile.toString());
        return runExactly(input, all);
    }

    Result runExactly(String input, List<String> args) {
        return run(input, false, args);
    }

    /** As when somebody sits at a terminal and types {@code input}. */
    Result runAtTerminal(String input, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--config=" + configFile);
        return run(input, true, all);
    }

    private Result run(String input, boolean terminal, List<String> args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                terminal);
        int exit = new Main(this, args, console).run();
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public int migrate(Config config) {
        return Migrations.migrate(url);
    }

    @Override
    public Store openStore(Config config) {
        opened = new BreakableStore(JdbcStore.open(url, InstantSource.system()));
        return opened;
    }

    @Override
    public Sessions sessions(Config config) {
        return sessions;
    }

    @Override
    public Firewall openFirewall(Config config, Posture posture) {
        if (nftablesIsMissing) throw new FirewallException("cannot load libnftables.so.1: install libnftables1");
        firewall.opened(posture.drops() ? Firewall.Mode.ENFORCE : Firewall.Mode.OBSERVE, posture.dropsUntil());
        return firewall;
    }

    @Override
    public void writeTable(
            OutputStream out,
            Config config,
            boolean enforces,
            Collection<RangeOpenings> standings,
            Banned bans,
            Instant now)
            throws IOException {
        out.write((enforces + " " + standings.size() + " " + bans.size() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void turnTable(InputStream old, OutputStream out, Config config, boolean enforces, Instant now)
            throws IOException {
        String elements = new String(old.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("^\\w+", "");
        out.write((enforces + elements).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> otherTables() {
        return Map.of();
    }

    @Override
    public Optional<Registrar> registrar(Config config) {
        return Optional.of(() -> {
            if (registrar == null) throw new IOException("Asterisk does not run");
            return registrar.ask();
        });
    }

    @Override
    public ImmutableList<Door<?>> doors() {
        return doors;
    }

    @Override
    public ImmutableList<Channel> channels(Config config) {
        return new Wiring().channels(config);
    }

    @Override
    public Resolver openResolver(Config config) {
        return new Wiring().openResolver(config);
    }

    @Override
    public Doorbell startParts(Program program, Logins logins, Parts parts) {
        parts.add(new HostFollower(program.gate(), program.resolver(), REFRESH).start());
        if (program.config().mail().smtp().isPresent()) parts.add(new FakePart(this::mail));
        parts.add(new FakePart(this::scanner));
        parts.add(
                program.config().knock().enabled()
                        ? new FakePart(Box::sight)
                        : Sight.open(program.config().knock(), 0, program.gate(), Set::of, new SecureRandom()));
        parts.add(new FakePart(this::calls));
        return account -> List.of(new Ring(Address.parse("203.0.113.7"), 1_790_000_000_000L, Ring.Means.EXTENSION));
    }

    /** Nothing of it runs; it says what it is told to. */
    private record FakePart(Supplier<Status> says) implements Part {
        @Override
        public Status status() {
            return says.get();
        }

        @Override
        public void close() {
            // Nothing was started.
        }
    }

    private Status mail() {
        return Status.of("mail")
                .beside()
                .broken("the mail server does not answer", "the mail server does not answer", "wait")
                .build();
    }

    private Status scanner() {
        Status.Builder status = Status.of("scanner")
                .count("bytes", 1234)
                .line("scanner", "1234 bytes read, 7 failures, 1 unclear")
                .line("/var/log/asterisk/messages.log is not there");
        if (logIsBarred)
            status.broken("CANNOT READ \"a.log\"", "not all attempts are seen: CANNOT READ \"a.log\"", "chmod");
        if (logIsBarred) status.broken("b.log IS NOT THERE", "scan.logs names b.log, which is not there", "make it");
        if (logIsBarred) status.advise("c.log is in another time zone", "name the zone");
        return status.build();
    }

    private static Status sight() {
        return Status.of("sight")
                .count("packets", 12)
                .line("strangers", "12 packets looked at")
                .build();
    }

    private Status calls() {
        Status.Builder status = Status.of("calls").beside().count("calls", 3);
        if (!portIsTaken) return status.line("calls", "3 in progress").build();
        String why = "the user nobody has the port";
        return status.line("calls", "3 in progress; NOBODY CAN CALL: " + why)
                .broken(why, "nobody can call: " + why, "end it")
                .build();
    }
}
