package io.callgate.testing;

import static org.awaitility.Awaitility.await;

import io.callgate.app.control.ControlClient;
import io.callgate.app.control.Reply;
import io.callgate.app.control.Request;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged program, as a process of its own in a namespace: what {@code mvn package} left in target/callgate. */
public final class Callgate implements AutoCloseable {

    private static final String LAUNCHER =
            Path.of("target/callgate/bin/callgate").toAbsolutePath().toString();

    private static final Set<String> LOOKING = Set.of("status", "why", "list");
    private static final Pattern URL = Pattern.compile("(?m)^url *= *\"([^\"]*)\"");

    private final Namespace namespace;
    private final Path folder;
    private Process daemon;

    /**
     * @param folder for the configuration, the book, the socket and the log
     * @param toml more configuration; where the book and the socket are is filled in, unless {@code toml} names a database
     */
    public Callgate(Namespace namespace, Path folder, String toml) {
        this.namespace = namespace;
        this.folder = folder;
        String database = toml.contains("[database]") ? "" : "[database]\nurl = \"" + databaseUrl() + "\"\n";
        // Not those of the machine that the tests run on.
        String logs = toml.contains("[scan]") ? "" : "[scan]\nlogs = []\n";
        try {
            Files.writeString(
                    config(),
                    database + logs + "[control]\nsocket = \"" + folder.resolve("callgate.sock") + "\"\n" + toml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        ClassArchive.make();
    }

    public String databaseUrl() {
        return "jdbc:sqlite:" + folder.resolve("callgate.db");
    }

    private Path config() {
        return folder.resolve("callgate.toml");
    }

    private File log() {
        return folder.resolve("callgate.log").toFile();
    }

    /** Starts the daemon and waits until it is ready. */
    public Callgate start() {
        return startBy();
    }

    /** As {@link #start}, by a command that runs the one behind it. */
    public Callgate startBy(String... command) {
        try {
            long before = log().length();
            daemon = namespace
                    .process(Stream.concat(Stream.of(command), Stream.of(arguments("serve")))
                            .toArray(String[]::new))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                    .start();
            // A mail server of the test that loses its client to kill -9 throws on a thread of its own.
            await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(60)).until(() -> {
                String said = logged().substring((int) before);
                if (!daemon.isAlive()) throw new AssertionError("the daemon ended at once: " + said);
                return said.contains("is ready");
            });
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command of the command line in the daemon's namespace. One that only looks is asked of the daemon itself, over its
     * socket as the launcher would: a Java for each look takes a second of a processor.
     */
    public Commands.Result run(String... command) {
        Optional<Reply> reply = LOOKING.contains(command[0]) ? asked(command) : Optional.empty();
        return reply.map(r -> new Commands.Result(r.exit(), r.out() + r.err())).orElseGet(() -> launched(command));
    }

    private Optional<Reply> asked(String... command) {
        if (daemon == null || !daemon.isAlive()) return Optional.empty();
        try {
            List<String> words = List.of(arguments(command));
            return ControlClient.ask(
                    folder.resolve("callgate.sock"), new Request(book(), words.subList(1, words.size()), ""));
        } catch (IOException e) {
            // Then the launcher says what is wrong.
            return Optional.empty();
        }
    }

    /** As the configuration names it. */
    private String book() throws IOException {
        Matcher url = URL.matcher(Files.readString(config()));
        return url.find() ? url.group(1) : databaseUrl();
    }

    /** As {@link #run}, in any case by a process of its own. */
    public Commands.Result launched(String... command) {
        ProcessBuilder builder = namespace.process(arguments(command));
        // Whoever runs the tests may have come by ssh from elsewhere, which arming would look at.
        builder.environment().put("SSH_CONNECTION", "127.0.0.1 1 127.0.0.1 22");
        return Commands.run(builder, 60);
    }

    /** As {@link #run}, by somebody who came in by {@code sshConnection}. */
    public Commands.Result runOver(String sshConnection, String... command) {
        ProcessBuilder builder = namespace.process(arguments(command));
        builder.environment().put("SSH_CONNECTION", sshConnection);
        return Commands.run(builder, 60);
    }

    /** As {@link #run}, on a terminal, and with that before everything else in PATH. */
    public Commands.Result runOnTerminal(Path programs, String... command) {
        ProcessBuilder builder = namespace.process("script", "-qec", String.join(" ", arguments(command)), "/dev/null");
        builder.environment().merge("PATH", programs + ":", (path, first) -> first + path);
        return Commands.run(builder, 60);
    }

    private String[] arguments(String... command) {
        List<String> all = new ArrayList<>(List.of(LAUNCHER, "--config", config().toString()));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    /** The daemon's process: {@code ip netns exec} and the launcher have both made way for Java. */
    public long pid() {
        return daemon.pid();
    }

    /** All that the daemon logged. */
    public String logged() {
        try {
            return Files.readString(log().toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9, of the daemon itself. */
    public void kill() {
        daemon.destroyForcibly();
        join();
    }

    private void join() {
        try {
            if (!daemon.waitFor(30, TimeUnit.SECONDS)) throw new AssertionError("the daemon does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (daemon == null || !daemon.isAlive()) return;
        daemon.destroy();
        join();
    }
}
