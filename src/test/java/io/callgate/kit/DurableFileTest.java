package io.callgate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a directory where others may lay what they like. */
class DurableFileTest {

    @TempDir
    private Path folder;

    private Path precious;

    @BeforeEach
    void writePrecious() throws IOException {
        precious =
                Files.writeString(Files.createDirectory(folder.resolve("etc")).resolve("passwd"), "precious");
    }

    private static void replace(Path file, String text) throws IOException {
        DurableFile.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_file_is_replaced_whole_for_its_owner_alone_and_nothing_else_is_left() throws IOException {
        Path file = folder.resolve("state");
        replace(file, "one");
        replace(file, "two");

        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactlyInAnyOrder("etc", "state");
    }

    @Test
    void a_link_in_its_place_is_replaced_and_not_followed() throws IOException {
        Path file = Files.createSymbolicLink(folder.resolve("state"), precious);

        replace(file, "mine");

        assertThat(precious).hasContent("precious");
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    /** While it is written, all see what it is called: never twice the same. */
    @Test
    void nobody_can_know_under_which_name_it_is_written() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++)
            DurableFile.replace(folder.resolve("state"), out -> names().stream()
                    .filter(name -> name.startsWith(".state."))
                    .forEach(seen::add));

        assertThat(seen).hasSize(20);
    }

    @Test
    void what_cannot_be_written_leaves_the_former_and_nothing_else() throws IOException {
        Path file = folder.resolve("state");
        replace(file, "one");

        assertThatIOException()
                .isThrownBy(() -> DurableFile.replace(file, out -> {
                    out.write(1);
                    throw new IOException("the disk is full");
                }));

        assertThat(file).hasContent("one");
        assertThat(names()).containsExactlyInAnyOrder("etc", "state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "dangling", "file"})
    void a_new_file_is_new(String what) throws IOException {
        Path file = folder.resolve("new");
        switch (what) {
            case "link" -> Files.createSymbolicLink(file, precious);
            case "dangling" -> Files.createSymbolicLink(file, folder.resolve("nowhere"));
            default -> Files.writeString(file, "precious");
        }

        assertThatIOException()
                .isThrownBy(() -> DurableFile.create(file))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(precious).hasContent("precious");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "dangling", "directory"})
    void what_somebody_laid_there_is_neither_read_nor_locked(String what) throws IOException {
        Path file = folder.resolve("lock");
        switch (what) {
            case "link" -> Files.createSymbolicLink(file, precious);
            case "dangling" -> Files.createSymbolicLink(file, folder.resolve("nowhere"));
            default -> Files.createDirectory(file);
        }

        assertThatIOException().isThrownBy(() -> OwnFile.open(file)).withMessageContaining("take it away");
        assertThatIOException().isThrownBy(() -> OwnFile.read(file, 100)).withMessageContaining("take it away");

        assertThat(precious).hasContent("precious");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void the_file_of_another_user_is_neither_read_nor_locked() throws IOException {
        assumeTrue(OwnFile.uid() == 0, "not run without root, who alone can give a file away");
        Path file = Files.writeString(folder.resolve("lock"), "");
        Files.setAttribute(file, "unix:uid", 65534);

        assertThatIOException().isThrownBy(() -> OwnFile.open(file)).withMessageContaining("take it away");
        assertThatIOException().isThrownBy(() -> OwnFile.read(file, 100)).withMessageContaining("take it away");
    }

    @Test
    void a_lock_that_is_there_keeps_what_it_holds() throws IOException {
        Path file = Files.writeString(folder.resolve("lock"), "4711\n");

        try (FileChannel channel = OwnFile.open(file)) {
            assertThat(channel.size()).isEqualTo(5);
        }
        assertThat(OwnFile.read(file, 5)).isEqualTo("4711\n");
        assertThatIOException().isThrownBy(() -> OwnFile.read(file, 4)).withMessageContaining("longer than 4 bytes");
        assertThatIOException()
                .isThrownBy(() -> OwnFile.read(folder.resolve("none"), 4))
                .isInstanceOf(NoSuchFileException.class);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
