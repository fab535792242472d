package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import io.callgate.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged program can do without. */
class ShortageIT {

    @TempDir
    Path folder;

    private Namespace pbx;
    private Callgate callgate;
    private String keys;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        callgate = new Callgate(pbx, folder, "[agi]\nuser = \"any\"\ntoken = \"none\"\n");
        callgate.run("migrate").orFail();
        try (Seed seed = new Seed(callgate.databaseUrl())) {
            keys = "1001#" + seed.account("1001", "u@example.org") + "#203*0*113*7#1";
        }
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (pbx != null) pbx.close();
    }

    private Commands.Result call(String keyed) {
        return callgate.run("phone", "--keys", keyed);
    }

    @Test
    void a_directory_for_temporary_files_that_takes_none_is_not_missed_and_kill_9_leaves_nothing_there()
            throws IOException {
        Path temporary = folder.resolve("tmp");
        callgate.startBy("env", "CALLGATE_JAVA_OPTS=-Djava.io.tmpdir=" + temporary);
        call(keys).orFail();
        callgate.run("status").orFail();
        callgate.kill();
        assertThat(temporary).doesNotExist();

        Files.createDirectory(temporary);
        callgate.startBy("env", "CALLGATE_JAVA_OPTS=-Djava.io.tmpdir=" + temporary);
        call(keys).orFail();
        callgate.kill();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.toList()).isEqualTo(List.of());
        }
    }
}
