package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownLogsTest {

    @TempDir
    Path root;

    private void make(String... files) throws IOException {
        for (String file : files) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.createFile(root.resolve(file));
        }
    }

    private List<String> found() {
        return new KnownLogs(root)
                .found().stream().map(log -> root.relativize(log).toString()).toList();
    }

    @Test
    void a_box_of_freepbx_has_full_and_its_security_log() throws IOException {
        make("var/log/asterisk/full", "var/log/asterisk/freepbx_security.log", "var/log/apache2/error.log");

        assertThat(found())
                .containsExactly(
                        "var/log/asterisk/full", "var/log/asterisk/freepbx_security.log", "var/log/apache2/error.log");
    }

    @Test
    void of_logs_that_tell_of_the_same_attempts_one_is_read() throws IOException {
        make("var/log/asterisk/full", "var/log/asterisk/messages", "var/log/asterisk/messages.log");
        make("var/log/auth.log", "var/log/secure", "var/log/asterisk/security.log", "var/log/asterisk/security");

        assertThat(found())
                .containsExactly("var/log/asterisk/messages.log", "var/log/asterisk/security.log", "var/log/auth.log");
    }

    @Test
    void a_folder_is_no_log() throws IOException {
        make("var/log/asterisk/full/a", "var/log/asterisk/messages/b");

        assertThat(found()).isEmpty();
    }

    @Test
    void what_nothing_tells_of_is_missing() throws IOException {
        make("usr/sbin/sshd");
        assertThat(new KnownLogs(root).missing())
                .extracting(log -> root.relativize(log.log()).toString())
                .containsExactly("var/log/asterisk/messages.log", "var/log/auth.log");

        make("var/log/asterisk/full", "var/log/secure");
        assertThat(new KnownLogs(root).missing()).isEmpty();
    }

    @Test
    void nobody_logs_in_by_ssh_where_there_is_none() {
        assertThat(new KnownLogs(root).missing())
                .extracting(log -> log.log().getFileName().toString())
                .containsExactly("messages.log");
    }
}
