package io.callgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The packaged program's archive of loaded classes, as install.sh makes one: with it a start costs a third less. */
final class ClassArchive {

    private static final Path TREE = Path.of("target/callgate").toAbsolutePath();
    private static final Path ARCHIVE = TREE.resolve("lib/callgate.jsa");
    private static final Path JAR = Path.of("target/callgate.jar");

    private ClassArchive() {}

    /** Makes it, unless there is one of this build; one of several processes of tests does it, and the others wait. */
    static synchronized void make() {
        try (FileChannel lock = FileChannel.open(
                TREE.resolveSibling("callgate.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (isCurrent()) return;
            Path folder = Files.createTempDirectory("callgate-archive");
            Path config = Files.writeString(
                    folder.resolve("callgate.toml"),
                    "[database]\nurl = \"jdbc:sqlite:" + folder.resolve("callgate.db") + "\"\n[control]\nsocket = \""
                            + folder.resolve("callgate.sock") + "\"\n");
            run(config, "migrate", "");
            Path draft = folder.resolve("callgate.jsa");
            run(config, "status", "-XX:ArchiveClassesAtExit=" + draft + " -Xlog:disable");
            Files.move(draft, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a network namespace of its own, for it looks at the firewall. */
    private static void run(Path config, String command, String options) {
        ProcessBuilder builder = new ProcessBuilder(
                "unshare", "-n", TREE.resolve("bin/callgate").toString(), "--config", config.toString(), command);
        builder.environment().put("CALLGATE_JAVA_OPTS", options);
        Commands.run(builder, 120).orFail();
    }

    private static boolean isCurrent() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) >= 0;
    }
}
