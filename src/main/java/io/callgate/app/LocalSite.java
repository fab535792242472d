package io.callgate.app;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.app.box.DaemonLock;
import io.callgate.app.box.Logging;
import io.callgate.app.box.Readiness;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalMachine;
import io.callgate.app.cli.firewall.Contacts;
import io.callgate.app.config.Config;
import io.callgate.app.config.Secrets;
import io.callgate.app.control.ControlClient;
import io.callgate.app.control.Request;
import io.callgate.app.doctor.Doctor;
import io.callgate.app.doctor.Finding;
import io.callgate.app.doctor.OtherTable;
import io.callgate.kit.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine, for the commands of its own process.
 *
 * @param secrets the file of them; it is read only where they are needed, because not everybody may
 */
record LocalSite(Adapters adapters, Config config, Path secrets, Console console) implements LocalMachine {

    private static final Logger log = LoggerFactory.getLogger(LocalSite.class);

    private static final Duration LONGEST_STOP = Duration.ofMillis(6_500);

    /** Returns never: SIGTERM or SIGINT ends the process, in order and with exit code 0. */
    @Override
    public void serve() {
        Logging.verbose();
        Daemon daemon = Daemon.start(withSecrets(), adapters, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon), "stop"));
        Readiness.tell(Optional.ofNullable(System.getenv("NOTIFY_SOCKET")));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Finding> examine() {
        List<OtherTable> tables = new ArrayList<>();
        adapters.otherTables().forEach((name, text) -> tables.add(new OtherTable(name, text)));
        return Doctor.examine(config, tables, status(), contacts());
    }

    private Optional<Doctor.Answer> contacts() {
        return asked(List.of("firewall", "contacts"), Contacts.brought().orElse(""));
    }

    private Optional<Doctor.Answer> status() {
        return asked(List.of("status", "--json"), "");
    }

    private Optional<Doctor.Answer> asked(List<String> command, String input) {
        try {
            Request request = new Request(config.database().url(), command, input);
            return ControlClient.ask(config.control().socket(), request)
                    .map(reply -> new Doctor.Answer(reply.out(), reply.err()));
        } catch (IOException e) {
            return Optional.of(new Doctor.Answer("", String.valueOf(e.getMessage())));
        }
    }

    private Config withSecrets() {
        return config.with(Secrets.read(secrets));
    }

    /** What was told is in the book or in the journal, and the kernel keeps what it holds: nothing is lost by not waiting. */
    private static void stopAnyway() {
        Uninterruptibles.sleepUninterruptibly(LONGEST_STOP);
        log.warn("something does not end; stopped all the same; the kernel keeps what it holds");
        Runtime.getRuntime().halt(0);
    }

    private static void stop(Daemon daemon) {
        log.info("stopping");
        Thread impatient = Daemons.thread("stop-anyway", LocalSite::stopAnyway);
        impatient.start();
        daemon.close();
        log.info("stopped; the kernel keeps what it holds");
        // The JVM's own code for a signal is 128 and more, which reads as a failure; this was none.
        Runtime.getRuntime().halt(0);
    }

    @Override
    public int migrate() {
        // Without its directory there is no book yet, and nobody who could be using it.
        if (!Files.isDirectory(config.lock().toAbsolutePath().getParent())) return adapters.migrate(withSecrets());
        DaemonLock lock = DaemonLock.tryTake(config.lock()).orElseThrow(() -> Program.taken(config));
        try (lock) {
            return adapters.migrate(withSecrets());
        }
    }
}
