package io.callgate.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.kit.Login;
import io.callgate.mail.SmtpServer;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    private Path dir;

    @Test
    void they_are_lines_of_key_and_value_and_go_into_the_configuration() throws IOException {
        Secrets secrets = Secrets.read(file(
                "# a comment\n\ndatabase.user = cg\ndatabase.password=a=b c\nmail.user=m\nmail.password=ä\n",
                "rw-------"));

        Config config =
                ConfigFile.parse("mail.smtp = \"smtps://mail.example\"", "pbx").with(secrets);

        assertThat(config.database().login()).isEqualTo(new Login(Optional.of("cg"), Optional.of("a=b c")));
        assertThat(config.mail().smtp().flatMap(SmtpServer::login)).contains(new SmtpServer.Login("m", "ä"));
    }

    @Test
    void they_never_print_themselves() throws IOException {
        Secrets secrets =
                Secrets.read(file("database.password=geheim\nmail.user=m\nmail.password=geheim\n", "rw-------"));
        Config config =
                ConfigFile.parse("mail.smtp = \"smtps://mail.example\"", "pbx").with(secrets);

        assertThat(secrets + " " + config).doesNotContain("geheim");
    }

    @Test
    void a_password_for_a_server_that_would_hear_it_in_plain_text_is_refused() throws IOException {
        Secrets secrets = Secrets.read(file("mail.user=m\nmail.password=geheim\n", "rw-------"));
        Config config = ConfigFile.parse("mail.smtp = \"smtp://mail.example\"", "pbx");

        assertThatThrownBy(() -> config.with(secrets))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plain text")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void a_mail_user_without_a_password_is_refused() throws IOException {
        Secrets secrets = Secrets.read(file("mail.user=m\n", "rw-------"));
        Config config = ConfigFile.parse("mail.smtp = \"smtps://mail.example\"", "pbx");

        assertThatThrownBy(() -> config.with(secrets)).hasMessageContaining("go together");
    }

    @Test
    void a_missing_file_holds_none() {
        assertThat(Secrets.read(dir.resolve("secrets"))).isEqualTo(Secrets.NONE);
    }

    @Test
    void a_file_that_others_may_read_is_refused() throws IOException {
        Path file = file("", "rw-r-----");

        assertThatThrownBy(() -> Secrets.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void an_unknown_key_is_fatal_and_names_the_nearest_one() throws IOException {
        Path file = file("\ndatabase.pasword=geheim\n", "rw-------");

        assertThatThrownBy(() -> Secrets.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("database.password")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void a_line_without_a_key_is_fatal_and_is_not_repeated() throws IOException {
        Path file = file("geheim\n", "rw-------");

        assertThatThrownBy(() -> Secrets.read(file))
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void they_are_beside_the_configuration() {
        assertThat(ConfigFile.secretsOf(Optional.empty())).isEqualTo(Path.of("/etc/callgate/secrets"));
        assertThat(ConfigFile.secretsOf(Optional.of(Path.of("/srv/x.toml")))).isEqualTo(Path.of("/srv/secrets"));
    }

    private Path file(String text, String mode) throws IOException {
        Path file = Files.writeString(dir.resolve("secrets"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
