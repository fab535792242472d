package io.callgate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingLogTest {

    @TempDir
    Path asterisks;

    private String remedy(String log) {
        return new MissingLog(Path.of(log), asterisks).remedy();
    }

    private String remedyOfAsterisks(String name) {
        return remedy(asterisks.resolve(name).toString());
    }

    @Test
    void it_names_the_log_and_what_is_not_seen() {
        MissingLog log = new MissingLog(Path.of("/var/log/auth.log"));

        assertThat(log.what()).isEqualTo("/var/log/auth.log IS NOT THERE");
        assertThat(log.meaning())
                .isEqualTo("/var/log/auth.log is not there:" + " attempts that only it would tell of are not seen");
    }

    @Test
    void what_syslog_would_write_wants_a_syslog() {
        assertThat(remedy("/var/log/auth.log"))
                .isEqualTo(
                        "apt install rsyslog, which writes it: from Debian 12 on the journal alone is there at first;"
                                + " or name in scan.logs only what this box writes");
        assertThat(remedy("/var/log/doord.log")).isEqualTo("have it written, or take it out of scan.logs");
    }

    @Test
    void what_asterisk_would_write_wants_a_line_of_its_own() {
        assertThat(remedyOfAsterisks("messages.log"))
                .startsWith("have Asterisk write it: \"messages.log => notice,warning,error\" under [logfiles]")
                .contains("logger_logfiles_custom.conf", "logger reload");
        assertThat(remedyOfAsterisks("security.log")).contains("\"security.log => security\"");
        assertThat(remedyOfAsterisks("freepbx_security.log")).startsWith("wait: FreePBX makes it");
    }

    @Test
    void what_asterisk_writes_instead_is_named() throws IOException {
        Path full = Files.createFile(asterisks.resolve("full"));
        Path freepbx = Files.createFile(asterisks.resolve("freepbx_security.log"));

        assertThat(remedyOfAsterisks("messages.log"))
                .startsWith(
                        "name what is there in scan.logs (" + freepbx + ", " + full + "); or have Asterisk write it");
    }
}
