package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callgate.gate.port.BookFault.Kind;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.store.connection.DatabaseUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of its own, which is full: a small tmpfs in the test's directory. */
class SqliteFullDiskIT extends StoreFixture {

    @TempDir
    Path directory;

    @Override
    DatabaseUrl newDatabase() {
        String message = "not run: only root may mount a tmpfs";
        boolean root = System.getProperty("user.name").equals("root");
        if ("true".equals(System.getenv("CI"))) assertThat(root).as(message).isTrue();
        assumeTrue(root, message);
        run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString());
        return new DatabaseUrl("jdbc:sqlite:" + directory.resolve("callgate.db"));
    }

    @AfterEach
    void unmount() {
        store.close();
        run("umount", "-l", directory.toString());
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", command) + " failed");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill(Path file) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) out.write(block);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private void enter(String id) {
        store.write(tx -> {
            tx.sign(id, NOW);
            add(tx, ALICE, HOME, Optional.empty());
        });
    }

    @Test
    void a_full_disk_is_told_and_nothing_is_told_as_saved_that_is_not() throws IOException {
        enter("before");
        Path filler = directory.resolve("filler");
        fill(filler);
        int[] last = {0};
        assertThatThrownBy(() -> {
                    while (true) enter("n" + ++last[0]);
                })
                .isInstanceOf(StoreException.class)
                .isNotInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("full");
        assertThat(store.fault().orElseThrow().kind()).isEqualTo(Kind.FULL);
        Files.delete(filler);
        await().ignoreExceptions().until(() -> {
            enter("after");
            return true;
        });
        assertThat(store.fault()).isEmpty();
        assertThat(store.has("n" + last[0])).isFalse();
        for (int i = 1; i < last[0]; i++) assertThat(store.has("n" + i)).isTrue();
        assertThat(grants()).hasSize(last[0] + 1);
    }
}
