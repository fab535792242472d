package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts Java, with a Java that only says how it was started. */
class LauncherTest {

    @TempDir
    private Path directory;

    private Path launcher;

    @BeforeEach
    void layDown() throws IOException {
        launcher = program("opt/bin/callgate", Files.readString(Path.of("src/main/dist/bin/callgate")));
        program(
                "java/bin/java",
                "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\necho \"KEYS=${CALLGATE_KEYS-none}\"\nprintf '[%s]\\n' \"$@\"\n");
        Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    private Path program(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void java_reads_utf8_whatever_the_locale() throws Exception {
        assertThat(start(Map.of())).contains("LC_ALL=C.UTF-8\n");
        assertThat(start(Map.of("LANG", "C"))).contains("LC_ALL=C.UTF-8\n");
        assertThat(start(Map.of("LC_ALL", "de_DE.ISO-8859-1"))).contains("LC_ALL=C.UTF-8\n");
    }

    @Test
    void arguments_arrive_as_they_are() throws Exception {
        assertThat(start(Map.of(), "account", "a b", "*", "")).endsWith("[account]\n[a b]\n[*]\n[]\n");
    }

    @Test
    void a_link_leads_to_the_program() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("callgate"), Path.of("opt/bin/callgate"));
        launcher = link;

        assertThat(start(Map.of())).contains("[" + directory.toRealPath().resolve("opt/lib") + "/*]");
    }

    @ParameterizedTest
    @CsvSource({
        "add-ip,[add-ip]",
        "add-fqdn,[add-fqdn]",
        "del-acct,[del-acct]",
        "ipchecker,[check-names]",
        "iptables-restart,[firewall] [restore]",
        "show-whitelist,[list] [whitelist]"
    })
    void the_names_of_travelin_man_3_are_commands(String name, String words) throws Exception {
        launcher = Files.createSymbolicLink(directory.resolve(name), Path.of("opt/bin/callgate"));

        assertThat(start(Map.of(), "a b", "--help"))
                .endsWith("[io.callgate.app.Main]\n" + words.replace(' ', '\n') + "\n[a b]\n[--help]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--keys 1001#123456#1, 1001#123456#1, [--keys] [-]",
        "--keys=1001#123456#1, 1001#123456#1, [--keys=-]",
        "--keys -, none, [--keys] [-]",
        "--keys=-, none, [--keys=-]",
        "--caller 5, none, [--caller] [5]",
        "--keys *, *, [--keys] [-]",
    })
    void keys_are_not_seen_among_the_arguments_of_a_process(String words, String keys, String seen) throws Exception {
        String[] args = ("--config c phone " + words + " --caller x").split(" ");

        String started = start(Map.of("CALLGATE_KEYS", "stale"), args);

        assertThat(started).contains("KEYS=" + keys + "\n");
        assertThat(started).endsWith("[--config]\n[c]\n[phone]\n" + seen.replace(' ', '\n') + "\n[--caller]\n[x]\n");
    }

    @Test
    void nothing_is_unpacked_or_kept_in_tmp() throws Exception {
        assertThat(start(Map.of())).contains("[-XX:-UsePerfData]").contains("[-Djna.boot.library.path=");
    }

    private String start(Map<String, String> environment, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(args));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", directory.resolve("java").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
