package io.callgate.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.callgate.app.doctor.Finding.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighboursTest {

    private static final String DROPS = "\t\ttype filter hook input priority filter; policy drop;\n";
    private static final String ACCEPTS = "\t\ttype filter hook input priority filter; policy accept;\n";

    private static OtherTable table(String name, String chain, String head, String... rules) {
        return new OtherTable(
                name,
                "table " + name + " {\n\tchain " + chain + " {\n" + head + "\t\t" + String.join("\n\t\t", rules)
                        + "\n\t}\n}\n");
    }

    private static Machine machine(Set<String> processes, OtherTable... tables) {
        return new Machine(List.of(tables), processes, Set.of(), true, Set.of(), false);
    }

    private static List<Finding> of(OtherTable... tables) {
        return Neighbours.of(machine(Set.of("asterisk", "sshd"), tables));
    }

    @Test
    void a_machine_without_others_is_well() {
        assertThat(of()).extracting(Finding::level).containsExactly(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "inet firewalld, filter_INPUT, firewalld",
        "ip filter, ufw-before-input, ufw",
        "ip6 filter, ufw6-before-input, ufw",
        "ip filter, fpbxfirewall, FreePBX Firewall",
        "inet f2b-table, f2b-chain, fail2ban",
        "ip filter, f2b-asterisk, fail2ban",
        "ip crowdsec, crowdsec-chain, CrowdSec",
        "inet sshguard, blacklist, sshguard"
    })
    void a_known_one_that_drops_is_a_problem_with_its_name(String table, String chain, String name) {
        assertThat(of(table(table, chain, DROPS))).satisfiesExactly(found -> {
            assertThat(found.level()).isEqualTo(Level.PROBLEM);
            assertThat(found.subject()).isEqualTo(name);
            assertThat(found.remedy()).isNotEmpty();
        });
    }

    @Test
    void one_that_runs_and_drops_nothing_yet_is_worth_knowing() {
        assertThat(Neighbours.of(machine(Set.of("fail2ban-server"))))
                .extracting(Finding::level, Finding::subject)
                .containsExactly(tuple(Level.NOTE, "fail2ban"));
    }

    @Test
    void docker_is_said_to_publish_past_callgate() {
        assertThat(of(table("ip nat", "DOCKER", "", "tcp dport 8080 dnat to 172.17.0.2:80")))
                .extracting(Finding::meaning)
                .singleElement()
                .asString()
                .contains("callgate does not guard them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip saddr 198.18.0.9 counter packets 0 bytes 0 drop",
                "tcp dport 22 reject with tcp reset",
                "xt match recent counter xt target \"REJECT\""
            })
    void an_unknown_one_with_a_rule_that_drops_is_a_problem(String rule) {
        assertThat(of(table("ip filter", "INPUT", ACCEPTS, rule)))
                .extracting(Finding::level, Finding::subject)
                .containsExactly(tuple(Level.PROBLEM, "table ip filter"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp dport 22 accept",
                "counter accept comment \"we drop nothing\"",
                "jump drops",
                "meta mark set 1"
            })
    void an_unknown_one_that_drops_nothing_is_nobodys_business(String rule) {
        assertThat(of(table("ip filter", "INPUT", ACCEPTS, rule)))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @Test
    void what_drops_on_the_way_out_or_through_is_nobodys_business() {
        String forward = "\t\ttype filter hook forward priority filter; policy drop;\n";
        assertThat(of(table("inet other", "forward", forward, "drop")))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @Test
    void what_is_to_be_seen_of_a_machine_is_read_from_its_files(@TempDir Path root) throws Exception {
        file(root, "proc/17/comm", "fail2ban-server\n");
        file(root, "proc/meminfo", "");
        file(root, "proc/net/ip_tables_names", "filter\nnat\n");
        file(root, "etc/nftables.conf", "#!/usr/sbin/nft -f\n\nflush ruleset\n");
        Path wants = root.resolve("etc/systemd/system/sysinit.target.wants");
        Files.createDirectories(wants);
        Files.createSymbolicLink(wants.resolve("nftables.service"), Path.of("../nftables.service"));
        Machine machine = Machine.look(List.of(), root);
        assertThat(machine)
                .isEqualTo(new Machine(
                        List.of(),
                        Set.of("fail2ban-server"),
                        Set.of("filter", "nat"),
                        false,
                        Set.of("nftables.service"),
                        true));
        assertThat(Neighbours.of(machine))
                .extracting(Finding::subject)
                .containsExactly("fail2ban", "legacy iptables", "nftables.service");
    }

    private static void file(Path root, String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
