package io.callgate.app;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.app.box.HostName;
import io.callgate.app.box.Logging;
import io.callgate.app.box.NewFile;
import io.callgate.app.box.Terminal;
import io.callgate.app.cli.Callgate;
import io.callgate.app.cli.Cli;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.config.Config;
import io.callgate.app.config.ConfigFile;
import io.callgate.app.config.Secrets;
import io.callgate.app.control.ControlClient;
import io.callgate.app.control.Reply;
import io.callgate.app.control.Request;
import io.callgate.core.arm.Sessions;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program: carries its command line out, by the program that runs if there is one. */
public final class Main implements Cli.Carrier {

    /** What Java puts in the place of bytes that are no text. */
    private static final char NOT_UTF_8 = '\ufffd';

    private static final String ACTOR = "cli " + System.getProperty("user.name");
    private static final int TRIES = 100;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final Adapters adapters;
    private final List<String> args;
    private final Console console;

    Main(Adapters adapters, List<String> args, Console console) {
        this.adapters = adapters;
        this.args = args;
        this.console = console;
    }

    public static void main(String[] args) {
        Logging.begin();
        System.exit(new Main(new Wiring(), List.of(args), console()).run());
    }

    static Console console() {
        return new Console(utf8(FileDescriptor.out), utf8(FileDescriptor.err), System.in, Terminal.isThere());
    }

    /** Whatever the locale: names may be written in any script. */
    private static PrintStream utf8(FileDescriptor to) {
        return new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
    }

    int run() {
        Optional<String> damaged =
                args.stream().filter(arg -> arg.indexOf(NOT_UTF_8) >= 0).findFirst();
        if (damaged.isEmpty()) return Cli.run(args, console, this);
        console.error("\"" + damaged.get() + "\" was not typed in UTF-8; let the terminal use that");
        return Cli.USAGE;
    }

    @Override
    public int carry(LocalCommand command, Callgate root) {
        Config config = config(root.config());
        Optional<FilesOwner> owner = command.opensFiles() ? FilesOwner.of(config) : Optional.empty();
        if (owner.isPresent()) return owner.get().repeat(command, args);
        command.run(new LocalSite(adapters, config, ConfigFile.secretsOf(root.config()), console));
        return Cli.DONE;
    }

    @Override
    public int carry(BookCommand command, Callgate root) {
        Optional<Path> into = command.into();
        if (into.isEmpty()) return carry(command, root, console);
        try (NewFile file = NewFile.create(into.get())) {
            int exit = command.printsBase64()
                    ? carryBytes(command, root, file)
                    : carry(command, root, console.printingTo(file.stream()));
            if (exit == Cli.DONE) file.keep();
            return exit;
        }
    }

    private int carryBytes(BookCommand command, Callgate root, NewFile file) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int exit = carry(command, root, console.printingTo(new PrintStream(text, true, StandardCharsets.UTF_8)));
        if (exit == Cli.DONE) file.stream().writeBytes(Base64.getMimeDecoder().decode(text.toByteArray()));
        return exit;
    }

    /** While a daemon starts or another command is being carried out, there is a lock but nobody to ask: it is soon over. */
    private int carry(BookCommand command, Callgate root, Console to) {
        Config config = config(root.config());
        List<String> words =
                Stream.concat(args.stream(), command.ask(to).stream()).toList();
        String input = command.brings().orElseGet(() -> command.reads() ? input() : "");
        String sessions = command.asksForSessions() ? adapters.sessions(config).text() : "";
        Request request = new Request(config.database().url(), words, input, sessions);
        for (int i = 0; i < TRIES; i++) {
            Optional<Reply> reply = ask(config.control().socket(), request);
            if (reply.isPresent()) return print(reply.get(), to);
            Optional<FilesOwner> owner = FilesOwner.of(config);
            if (owner.isPresent()) {
                Optional<Integer> exit = Carried.by(owner.get(), words, input, sessions, to);
                if (exit.isPresent()) return exit.get();
                continue;
            }
            Optional<Program> program =
                    Program.open(config.with(secrets(root.config())), adapters, InstantSource.system());
            if (program.isPresent())
                return carryHere(command, program.get(), ACTOR, to.reading(input), Sessions.parse(sessions));
            Uninterruptibles.sleepUninterruptibly(BETWEEN);
        }
        throw Program.taken(config);
    }

    static int carryHere(BookCommand command, Program opened, String actor, Console console, Sessions sessions) {
        try (Program program = opened) {
            command.run(new CommandContext(program, actor, console, sessions));
            return Cli.DONE;
        }
    }

    private static Optional<Reply> ask(Path socket, Request request) {
        try {
            return ControlClient.ask(socket, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int print(Reply reply, Console to) {
        to.out().print(reply.out());
        to.out().flush();
        to.err().print(reply.err());
        to.err().flush();
        return reply.exit();
    }

    private String input() {
        try {
            return console.readLine().map(line -> line + "\n").orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Config config(Optional<Path> named) {
        return ConfigFile.read(named, HostName.get(), adapters.doors());
    }

    private static Secrets secrets(Optional<Path> named) {
        return Secrets.read(ConfigFile.secretsOf(named));
    }
}
