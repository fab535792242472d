package io.callgate.app;

import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.config.Config;
import io.callgate.core.Refusal;
import io.callgate.kit.OwnFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user whom callgate's files belong to, where this process is root's and they are not. What touches them runs as that
 * user: so root makes no file that the daemon could not write, and follows nothing that others laid there.
 */
record FilesOwner(int uid, int gid, Path directory) {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /** Empty when this process is not root's, or the files are. */
    static Optional<FilesOwner> of(Config config) {
        try {
            if (OwnFile.uid() != 0) return Optional.empty();
            Stream<Path> directories = Stream.concat(
                            Stream.of(config.stateFile(), config.lock()), config.database().file().stream())
                    .map(file -> file.toAbsolutePath().getParent());
            return directories.flatMap(FilesOwner::ownerOf).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** None for one that is root's, or not there. */
    private static Stream<FilesOwner> ownerOf(Path directory) {
        if (!Files.isDirectory(directory)) return Stream.empty();
        try {
            Map<String, Object> of = Files.readAttributes(directory, "unix:uid,gid");
            FilesOwner owner = new FilesOwner((int) of.get("uid"), (int) of.get("gid"), directory);
            return Stream.of(owner).filter(o -> o.uid != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Does as this process was told, as the owner.
     *
     * @return its exit code
     * @throws Refusal for the daemon: whoever started it waits for this very process
     */
    int repeat(LocalCommand command, List<String> words) {
        if (command.lasts())
            throw new Refusal(directory + " belongs to " + name() + ", and root would serve from it: systemctl start"
                    + " callgate, or, where there is no systemd, /opt/callgate/bin/callgate-as " + name()
                    + " /opt/callgate/bin/callgate serve");
        try {
            return program(Main.class, words).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot become the user " + uid + ": " + e, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String name() {
        try {
            return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException e) {
            return "the user " + uid;
        }
    }

    /** This program, begun in {@code main} as the owner, with nothing of root's rights but what nftables asks for. */
    ProcessBuilder program(Class<?> main, List<String> words) {
        // In a session of its own: whoever shares root's terminal can type there (TIOCSTI).
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "--wait",
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + gid,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all,+net_admin",
                "--inh-caps=-all,+net_admin",
                "--ambient-caps=-all,+net_admin",
                "--"));
        command.addAll(java());
        command.add(main.getName());
        command.addAll(words);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** How this process was started, up to the class that it began in. */
    private static List<String> java() {
        try {
            String line = Files.readString(COMMAND_LINE, StandardCharsets.UTF_8);
            List<String> all = Arrays.asList(line.split("\0", -1));
            int main = all.indexOf(Main.class.getName());
            if (main < 0) throw new IllegalStateException("this process was not begun in " + Main.class.getName());
            return all.subList(0, main);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
