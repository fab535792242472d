package io.callgate.app;

import com.google.common.net.InetAddresses;
import io.callgate.app.arm.Arming;
import io.callgate.app.cli.Cli;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Version;
import io.callgate.app.config.Config;
import io.callgate.app.control.ControlClient;
import io.callgate.app.control.ControlServer;
import io.callgate.app.control.Reply;
import io.callgate.app.control.Request;
import io.callgate.app.trial.FirstUse;
import io.callgate.core.Refusal;
import io.callgate.core.arm.Sessions;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.kit.Daemons;
import io.callgate.kit.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that runs between the start and the stop of {@code callgate serve}. Once it is made, it is ready. */
final class Daemon implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    private final Cleanup cleanup = new Cleanup();
    private final Program program;

    private Daemon(Program program) {
        this.program = program;
    }

    /** @throws RuntimeException saying what keeps it from starting; then nothing of it runs */
    static Daemon start(Config config, Adapters adapters, InstantSource clock) {
        Daemon daemon = new Daemon(Program.open(config, adapters, clock).orElseThrow(() -> Program.taken(config)));
        try {
            daemon.startParts(adapters);
        } catch (RuntimeException e) {
            daemon.close();
            throw e;
        } catch (IOException e) {
            daemon.close();
            throw new UncheckedIOException(e);
        }
        log.info(
                "callgate {} is ready: calls on {}, commands on {}, firewall in {} mode",
                Version.TEXT,
                text(config.agi().listen()),
                config.control().socket(),
                Arming.mode(daemon.program.posture()));
        return daemon;
    }

    private static String text(InetSocketAddress listen) {
        return InetAddresses.toUriString(listen.getAddress()) + ":" + listen.getPort();
    }

    /** Doors last, so that nobody comes in before there is somebody to serve them; and out the other way round. */
    private void startParts(Adapters adapters) throws IOException {
        Config config = program.config();
        cleanup.add(program::close);
        FirstUse.make();
        program.requireUsableBook();
        program.start();
        Upkeep upkeep = Upkeep.start(program);
        cleanup.add(upkeep::close);
        Logins logins =
                new Logins(program.gate(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        cleanup.add(logins::close);
        Parts parts = new Parts();
        cleanup.add(parts::close);
        ContactWatch.start(program).ifPresent(parts::add);
        Doorbell doorbell = adapters.startParts(program, logins, parts);
        config.doors().forEach(door -> door.open(program.gate()).ifPresent(parts::add));
        Instant since = program.now();
        program.running(() -> new Engine.Running(since, parts.status(), doorbell));
        ControlServer control = ControlServer.start(config.control().socket(), this::handle);
        cleanup.add(control::close);
        firstCommand(config);
    }

    /** What is used for the first time by a command is used by one of callgate's own; nobody waits for it. */
    private static void firstCommand(Config config) {
        Daemons.thread("first-command", () -> {
                    try {
                        ControlClient.ask(config.control().socket(), new Request("", List.of("--version"), ""));
                    } catch (IOException e) {
                        log.debug("the first command, of callgate itself, broke", e);
                    }
                })
                .start();
    }

    private Reply handle(Request request, String user) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(request.input().getBytes(StandardCharsets.UTF_8)));
        String actor = "cli " + Printable.clean(user);
        int exit = Cli.run(request.args(), console, (command, root) -> {
            if (command.needsBook()) requireSameBook(request.book());
            command.run(new CommandContext(program, actor, console, Sessions.parse(request.sessions())));
            return Cli.DONE;
        });
        return new Reply(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Who changed the configuration, and asks before the restart, would be answered about the former book. */
    private void requireSameBook(String asked) {
        Config config = program.config();
        String kept = config.database().url();
        if (!kept.equals(asked))
            throw new Refusal("the callgate that runs keeps the book " + Config.concealed(kept)
                    + ", and the configuration now names " + Config.concealed(asked) + "; restart callgate first");
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
