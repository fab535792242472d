package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.config.Config;
import io.callgate.app.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callgate.toml that is installed, with the tables of all doors. */
class InstalledConfigTest {

    private static final Path INSTALLED = Path.of("src/main/dist/callgate.toml");

    private final Wiring wiring = new Wiring();

    @TempDir
    Path directory;

    private Config parse(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("callgate.toml"), text);
        return ConfigFile.read(Optional.of(file), "pbx", wiring.doors());
    }

    @Test
    void it_means_the_defaults() throws IOException {
        assertThat(parse(Files.readString(INSTALLED))).isEqualTo(parse(""));
    }

    @Test
    void what_it_shows_as_defaults_are_the_defaults() throws IOException {
        String uncommented = Files.readString(INSTALLED).replaceAll("(?m)^#(?=[a-z-]+ = )", "");

        assertThat(uncommented).contains("\nmax-calls = 100\n", "\nlan = []\n", "\nban-time = \"1h\"\n");
        assertThat(parse(uncommented)).isEqualTo(parse(""));
    }

    @Test
    void what_it_shows_as_examples_is_understood() throws IOException {
        String uncommented = Files.readString(INSTALLED).replaceAll("(?m)^# {5}(?=[a-z-]+ = )", "");

        Config config = parse(uncommented);

        assertThat(config.phone().grantFor()).contains(Duration.ofDays(30));
        assertThat(config.mail().smtp()).isPresent();
        assertThat(config.mail().from()).isEqualTo("callgate@pbx.example");
        assertThat(config.services().byName()).containsKey("provisioning");
    }
}
