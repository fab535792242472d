package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** systemd understands all that the units say. */
class UnitsIT {

    private static final Path TREE = Path.of("target/callgate").toAbsolutePath();

    @Test
    void systemd_finds_nothing_wrong_with_any_unit(@TempDir Path folder) throws IOException {
        Namespace.assumeAvailable("systemd-analyze");
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        try (Stream<Path> units = Files.list(TREE.resolve("systemd"))) {
            for (Path unit : units.toList()) {
                // It looks whether the program is there.
                String text = Files.readString(unit).replace("ExecStart=/opt/callgate", "ExecStart=" + TREE);
                command.add(Files.writeString(folder.resolve(unit.getFileName()), text)
                        .toString());
            }
        }
        assertThat(command).hasSizeGreaterThan(4);

        assertThat(Commands.run(command).orFail().output()).isEmpty();
    }
}
