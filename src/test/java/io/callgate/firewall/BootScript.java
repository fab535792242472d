package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;

import com.google.common.collect.ImmutableList;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.core.service.OpenService;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.kit.DurableFile;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** callgate-boot on a box of its own, with its files in a folder. */
final class BootScript {

    private static final String SCRIPT =
            Path.of("src/main/dist/bin/callgate-boot").toAbsolutePath().toString();

    private final Namespace box;
    private final Path folder;

    BootScript(Namespace box, Path folder) {
        this.box = box;
        this.folder = folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void state(String marker) {
        write("firewall.state", marker + "\n# callgate's own\nstands something\n");
    }

    void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String table(String name, Mode mode, List<RangeOpenings> standings, Instant now) {
        return table(name, mode, standings, NO_BANS, now);
    }

    /** With the web open to all who are not banned. */
    String table(String name, Mode mode, List<RangeOpenings> standings, Banned bans, Instant now) {
        try (OutputStream out = Files.newOutputStream(file(name))) {
            BootFile.write(out, ruleset(mode), standings, bans, now);
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As after a change of the mode while the book is silent. */
    void turn(String name, Mode mode, Instant now) throws IOException {
        try (InputStream old = Files.newInputStream(file(name))) {
            DurableFile.replace(file(name), out -> BootFile.turn(old, out, ruleset(mode), now));
        }
    }

    private static Ruleset ruleset(Mode mode) {
        return new Ruleset(
                mode,
                Optional.empty(),
                ImmutableList.copyOf(Cable.LAN),
                Cable.SERVICES,
                ImmutableList.of(OpenService.parse("web 50/second")),
                true);
    }

    /** Runs it with a shell. With {@code busybox} all that it calls but nft is busybox's, too. */
    Commands.Result run(String shell) {
        ProcessBuilder builder = shell.equals("busybox")
                ? box.process("busybox", "sh", SCRIPT, folder.toString())
                : box.process(shell, SCRIPT, folder.toString());
        if (shell.equals("busybox")) builder.environment().put("PATH", applets() + ":" + System.getenv("PATH"));
        builder.environment().put("RUNTIME_DIRECTORY", folder.toString());
        return Commands.run(builder, 60);
    }

    private Path applets() {
        Path bin = file("bin");
        if (Files.isDirectory(bin)) return bin;
        try {
            Files.createDirectories(bin);
            Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
            for (String name : List.of("awk", "sed", "sha256sum", "cut", "date", "mktemp", "rm", "grep"))
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            return bin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
