package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program under the names that Travelin' Man 3's administrators type, on a real terminal and without one. */
class FamiliarNamesIT {

    @TempDir
    Path folder;

    private Namespace pbx;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "script");
        pbx = Namespace.create("names");
        callgate = new Callgate(pbx, folder, "");
        callgate.run("migrate").orFail();
        callgate.start();
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (pbx != null) pbx.close();
    }

    @Test
    void they_do_what_they_did() throws IOException {
        Commands.Result added = typed("1,4\\n", "add-ip office 203.0.113.7").orFail();
        assertThat(added.output())
                .contains("0 - ALL Services", "9 - FOP", "office: 203.0.113.7 is let in, to rtp,sip_udp,web");

        for (String answer : new String[] {"\\n", "12\\n", "1,x\\n", ""}) {
            Commands.Result refused = typed(answer, "add-ip other 203.0.113.8");
            assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("0 - ALL Services", "nothing was changed");
        }
        assertThat(plain("add-ip third 203.0.113.9").orFail().output())
                .isEqualTo("third: 203.0.113.9 is let in, to rtp,sip, until somebody ends it\n");

        assertThat(plain("show-whitelist").orFail().output())
                .contains("office", "third")
                .doesNotContain("other");
        assertThat(plain("del-acct office.iptables").orFail().output()).contains("no longer lets in 203.0.113.7");
        assertThat(plain("iptables-restart").orFail().output()).contains("in line with the book");
        assertThat(pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip"))
                .contains("203.0.113.9")
                .doesNotContain("203.0.113.7", "203.0.113.8");
    }

    /** script(1) is the terminal; what is typed before somebody reads waits there. */
    private Commands.Result typed(String answer, String command) throws IOException {
        return shell("printf '" + answer + "' | script -qec '" + line(command) + "' /dev/null");
    }

    private Commands.Result plain(String command) throws IOException {
        return shell(line(command));
    }

    private Commands.Result shell(String line) {
        return Commands.run(pbx.process("sh", "-c", line), 60);
    }

    private String line(String command) throws IOException {
        String[] words = command.split(" ", 2);
        Path link = folder.resolve(words[0]);
        if (!Files.exists(link))
            Files.createSymbolicLink(
                    link, Path.of("target/callgate/bin/callgate").toAbsolutePath());
        return link + " --config " + folder.resolve("callgate.toml") + (words.length > 1 ? " " + words[1] : "");
    }
}
