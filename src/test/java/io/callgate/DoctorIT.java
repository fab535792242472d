package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged doctor among real tables of nft and iptables, in a namespace. */
class DoctorIT {

    @TempDir
    Path folder;

    private Namespace pbx;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft", "iptables");
        pbx = Namespace.create("doctor");
    }

    @AfterEach
    void close() {
        if (pbx != null) pbx.close();
    }

    @Test
    void it_names_the_other_firewalls_and_leaves_them_alone() {
        try (Callgate callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n")) {
            assertThat(callgate.run("doctor").output()).contains("PROBLEM  callgate: it does not run");
            callgate.run("migrate").orFail();
            callgate.start();
            assertThat(callgate.run("doctor").output())
                    .contains("OK       callgate: it runs, and the kernel is in line with the book")
                    .doesNotContain("fail2ban", "table ip filter");

            pbx.run("iptables", "-N", "f2b-asterisk");
            pbx.run("iptables", "-A", "f2b-asterisk", "-s", "198.18.0.9", "-j", "REJECT");
            pbx.run("iptables", "-I", "INPUT", "-p", "udp", "-j", "f2b-asterisk");
            pbx.run("ip6tables", "-P", "INPUT", "DROP");
            pbx.run("nft", "add table inet firewalld");
            String before = pbx.run("nft", "list ruleset");

            Commands.Result found = callgate.run("doctor");
            assertThat(found.exit()).isEqualTo(1);
            assertThat(found.output())
                    .contains("PROBLEM  fail2ban: ", "NOTE     firewalld: ", "PROBLEM  table ip6 filter: ")
                    .contains("problems, named above");
            assertThat(callgate.run("doctor", "--json").output())
                    .contains("{\"level\":\"problem\",\"subject\":\"fail2ban\",");
            assertThat(pbx.run("nft", "list ruleset")).isEqualTo(before);
        }
    }
}
