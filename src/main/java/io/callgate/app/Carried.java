package io.callgate.app;

import io.callgate.app.box.HostName;
import io.callgate.app.box.Logging;
import io.callgate.app.cli.Callgate;
import io.callgate.app.cli.Cli;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.Console;
import io.callgate.app.config.Config;
import io.callgate.app.config.ConfigFile;
import io.callgate.app.config.Secrets;
import io.callgate.core.arm.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A command that root gave while no daemon runs, carried out by a process of the user whom the files belong to. What it reads
 * comes by its standard input and what it prints goes by its standard output: files of root's are root's to open.
 */
final class Carried {

    /** How the process ends when another program holds the lock. */
    static final int TAKEN = 75;

    private static final String ACTOR = "CALLGATE_ACTOR";

    private Carried() {}

    /** @return the exit code, or empty when another program holds the lock */
    static Optional<Integer> by(FilesOwner owner, List<String> words, String input, String sessions, Console to) {
        try {
            ProcessBuilder builder = owner.program(Carried.class, words);
            builder.environment().put(ACTOR, System.getProperty("user.name"));
            Process process = builder.start();
            try (OutputStream out = process.getOutputStream()) {
                out.write((encoded(sessions) + "\n" + input).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading all: how it ended says why.
            }
            process.getInputStream().transferTo(to.out());
            to.out().flush();
            return Optional.of(process.waitFor()).filter(exit -> exit != TAKEN);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot become the user " + owner.uid() + ": " + e, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encoded(String sessions) {
        return Base64.getEncoder().encodeToString(sessions.getBytes(StandardCharsets.UTF_8));
    }

    public static void main(String[] args) throws IOException {
        Logging.begin();
        Sessions sessions =
                Sessions.parse(new String(Base64.getDecoder().decode(firstLine(System.in)), StandardCharsets.UTF_8));
        Console console = Main.console();
        System.exit(Cli.run(List.of(args), console, (command, root) -> carry(command, root, console, sessions)));
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) line.append((char) b);
        return line.toString();
    }

    private static int carry(BookCommand command, Callgate root, Console console, Sessions sessions) {
        Adapters adapters = new Wiring();
        Config config = ConfigFile.read(root.config(), HostName.get(), adapters.doors())
                .with(Secrets.read(ConfigFile.secretsOf(root.config())));
        Optional<Program> opened = Program.open(config, adapters, InstantSource.system());
        if (opened.isEmpty()) return TAKEN;
        return Main.carryHere(command, opened.get(), "cli " + System.getenv(ACTOR), console, sessions);
    }
}
