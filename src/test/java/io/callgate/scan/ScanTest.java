package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.callgate.core.jail.Jail;
import io.callgate.kit.Login;
import io.callgate.testing.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scanner says of itself. */
class ScanTest {

    @TempDir
    Path folder;

    @Test
    void a_log_that_is_not_there_is_a_fault_until_it_is() throws IOException {
        Path log = folder.resolve("auth.log");
        ScanConfig config = new ScanConfig(
                Optional.of(ImmutableList.of(log)), Optional.empty(), Patterns.NONE, Zones.SYSTEM, Login.NONE);
        Jail jail = new Jail(5, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1));
        try (Box box = new Box(Files.createDirectory(folder.resolve("box")));
                Scan scan = Scan.open(
                        config, jail, folder.resolve("scanned"), box.gate, address -> true, ami -> Optional.empty())) {
            assertThat(scan.status().fault()).hasValueSatisfying(fault -> {
                assertThat(fault.isWanted()).isFalse();
                assertThat(fault.what()).isEqualTo(log + " IS NOT THERE");
                assertThat(fault.remedy()).contains("apt install rsyslog");
            });

            Files.createFile(log);
            await().until(() -> scan.status().faults().isEmpty());
        }
    }
}
