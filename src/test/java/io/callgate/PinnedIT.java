package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpServer;
import io.callgate.testing.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What install.sh builds with is what this source pins. */
class PinnedIT {

    private static final Path LIST = Path.of("src/build/artifacts.sha256");
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(\\S+-plugin)</artifactId>\\s*<version>([^<]+)</version>");
    /** Bound to phases that the build does not reach. */
    private static final List<String> NOT_RUN =
            List.of("maven-clean-plugin", "maven-install-plugin", "maven-deploy-plugin");

    /** The sums by the file's name. */
    private static Map<String, String> pinned() throws IOException {
        return Files.readAllLines(LIST).stream()
                .map(line -> line.split(" +"))
                .collect(Collectors.toMap(
                        word -> word[1].substring(word[1].lastIndexOf('/') + 1), word -> word[0], (one, other) -> one));
    }

    private static String sum(byte[] bytes) {
        return Hashing.sha256().hashBytes(bytes).toString();
    }

    @Test
    void each_library_that_is_laid_down_is_pinned() throws IOException {
        Map<String, String> pinned = pinned();
        try (Stream<Path> libraries = Files.list(Path.of("target/callgate/lib"))) {
            List<Path> jars = libraries
                    .filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("callgate-"))
                    .toList();
            assertThat(jars).hasSizeGreaterThan(10);
            for (Path jar : jars)
                assertThat(pinned)
                        .as("run src/build/pin.sh after a change of pom.xml")
                        .containsEntry(jar.getFileName().toString(), sum(Files.readAllBytes(jar)));
        }
    }

    @Test
    void each_plugin_that_builds_is_pinned() throws IOException {
        Map<String, String> pinned = pinned();
        Matcher plugin = PLUGIN.matcher(Files.readString(Path.of("pom.xml")));
        int found = 0;
        while (plugin.find()) {
            found++;
            if (!NOT_RUN.contains(plugin.group(1)))
                assertThat(pinned)
                        .as("run src/build/pin.sh after a change of pom.xml")
                        .containsKey(plugin.group(1) + "-" + plugin.group(2) + ".jar");
        }
        assertThat(found).isGreaterThan(6);
    }

    @Test
    void a_file_that_a_mirror_changed_is_not_taken(@TempDir Path folder) throws IOException {
        byte[] good = "good".getBytes(StandardCharsets.UTF_8);
        Path list = Files.writeString(
                folder.resolve("list"), sum(good) + "  a/good.jar\n" + sum(good) + "  a/changed.jar\n");
        Path near = Files.createDirectories(folder.resolve("near/a"));
        Files.writeString(near.resolve("changed.jar"), "bad");
        HttpServer mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mirror.createContext("/a/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().endsWith("good.jar")
                    ? good
                    : "BAD".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        mirror.start();
        try {
            Commands.Result result = Commands.run(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "src/build/Fetch.java",
                    "get",
                    list.toString(),
                    folder.resolve("repository").toString(),
                    "http://127.0.0.1:" + mirror.getAddress().getPort(),
                    folder.resolve("near").toString()));

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output())
                    .contains("a/changed.jar is not the file")
                    .contains(sum(good));
            assertThat(folder.resolve("repository/a/good.jar")).hasContent("good");
            assertThat(folder.resolve("repository/a/changed.jar")).doesNotExist();
        } finally {
            mirror.stop(0);
        }
    }
}
