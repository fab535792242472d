package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** systemd understands all that the units say, and they leave their programs little. */
class UnitsIT {

    private static final Path TREE = Path.of("target/callgate").toAbsolutePath();
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: ([0-9.]+)");

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

    /** What systemd counts of what the program could do if somebody took it over; 1.7 and 1.1 by systemd 252. */
    @ParameterizedTest
    @CsvSource({"callgate.service, 2.0", "callgate-boot.service, 1.5"})
    void whoever_takes_a_program_over_has_gained_little(String unit, double most) {
        Namespace.assumeAvailable("systemd-analyze");

        String said = Commands.run(List.of(
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--no-pager",
                        TREE.resolve("systemd").resolve(unit).toString()))
                .orFail()
                .output();

        Matcher exposure = EXPOSURE.matcher(said);
        assertThat(exposure.find()).as(said).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).as(said).isLessThanOrEqualTo(most);
    }
}
