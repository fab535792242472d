package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.app.config.ConfigFile;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    private Path config;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("callgate.toml"), "");
        file = folder.resolve("callgate_token.conf");
    }

    private void write(String text, String mode) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Token read() {
        return ConfigFile.read(Optional.of(config), "pbx", List.of())
                .agi()
                .token()
                .read();
    }

    @Test
    void without_a_file_there_is_no_token() {
        assertThat(read()).isEqualTo(Token.NONE);
    }

    @Test
    void a_file_beside_the_configuration_is_the_token() throws IOException {
        write("; a comment\n same => n,Set(CALLGATE_TOKEN=0123456789abcdef)\n", "rw-r-----");
        assertThat(read()).isNotEqualTo(Token.NONE).hasToString("(a token)");
    }

    @Test
    void none_is_none_though_there_is_a_file() throws IOException {
        write(" same => n,Set(CALLGATE_TOKEN=0123456789abcdef)\n", "rw-r-----");
        Files.writeString(config, "[agi]\ntoken = \"none\"\n");
        assertThat(read()).isEqualTo(Token.NONE);
    }

    @Test
    void a_file_that_everybody_may_read_that_has_no_token_or_a_short_one_is_refused() throws IOException {
        write(" same => n,Set(CALLGATE_TOKEN=0123456789abcdef)\n", "rw-r--r--");
        assertThatThrownBy(this::read).hasMessage(file + ": everybody may read the token; run chmod 640 " + file);
        write("CALLGATE_TOKEN=0123456789abcdef\n", "rw-r-----");
        assertThatThrownBy(this::read).hasMessageContaining("has no line");
        write(" same => n,Set(CALLGATE_TOKEN=short)\n", "rw-r-----");
        assertThatThrownBy(this::read).hasMessageContaining("16 to 64").hasMessageContaining(file.toString());
    }

    @Test
    void a_file_that_was_named_has_to_be_there() throws IOException {
        Files.writeString(config, "[agi]\ntoken = \"" + folder.resolve("other") + "\"\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigException.class)
                .hasMessage("agi.token: there is no file " + folder.resolve("other"));
    }
}
