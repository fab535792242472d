package io.callgate.firewall;

import static io.callgate.firewall.Standings.banned;
import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.Cable.Family;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Commands.Result;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a box loads when it starts, from good files and bad ones, seen by packets. */
class BootIT {

    private static final String PHONE = Family.V4.phone;
    private static final String STRANGER = Family.V4.stranger;
    private static final String PBX = Family.V4.pbx;
    /** Who installed is the stranger of the other tests. */
    private static final List<RangeOpenings> INSTALLER = List.of(open(STRANGER, "ssh"));

    /** Of this test alone: what the others before it took must not count. */
    private final Instant now = Instant.now();

    private final List<RangeOpenings> book = List.of(
            open(PHONE, "sip", "rtp"),
            open(Family.V6.phone, "sip"),
            openUntil(now.plusSeconds(90_061), "198.18.0.0/15", "ssh"));

    @TempDir
    Path folder;

    private Cable cable;
    private BootScript script;

    @BeforeEach
    void begin() {
        Namespace.assumeAvailable("nft", "busybox");
        cable = new Cable();
        script = new BootScript(cable.pbx, folder);
        script.table("closed.nft", Mode.ENFORCE, INSTALLER, now);
    }

    @AfterEach
    void close() {
        if (cable != null) cable.close();
    }

    private boolean isLoaded() {
        return cable.pbx.run("nft", "list", "tables").contains("inet callgate");
    }

    private void assertEnforces() {
        assertThat(cable.udpPasses(PHONE, PBX, 5060)).isTrue();
        assertThat(cable.udpPasses(Family.V6.phone, Family.V6.pbx, 5060)).isTrue();
        assertThat(cable.udpPasses(STRANGER, PBX, 5060)).isFalse();
        assertThat(cable.udpPasses(Family.V6.stranger, Family.V6.pbx, 5060)).isFalse();
        assertThat(cable.tcpPasses(STRANGER, PBX, 22)).isFalse();
        assertThat(cable.tcpPasses("198.18.5.5", "198.18.0.1", 22)).isTrue();
    }

    /** To all but the LAN, who installed, and what is open to everybody. */
    private void assertClosed(Result result) {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("closed to all but the LAN and who installed");
        assertThat(cable.udpPasses(PHONE, PBX, 5060)).isFalse();
        assertThat(cable.udpPasses(Family.V6.phone, Family.V6.pbx, 5060)).isFalse();
        assertThat(cable.tcpPasses(STRANGER, PBX, 22)).isTrue();
        assertThat(cable.tcpPasses(Family.V4.lan, PBX, 5060)).isTrue();
        assertThat(cable.tcpPasses(Family.V6.lan, Family.V6.pbx, 22)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "busybox"})
    void an_armed_box_is_shut_from_its_start(String shell) {
        script.state("enforce");
        script.table("boot.nft", Mode.ENFORCE, book, banned("192.0.2.20", "2001:db8::/64", "203.0.113.0/24"), now);

        Result result = script.run(shell);

        assertThat(result.output()).isEmpty();
        assertThat(result.exit()).isZero();
        assertEnforces();
        assertThat(cable.tcpPasses(STRANGER, PBX, 80)).as("banned").isFalse();
        assertThat(cable.tcpPasses("198.18.5.5", "198.18.0.1", 80)).isTrue();
        assertThat(cable.pbx.run("nft", "list", "set", "inet", "callgate", "allow4_ssh_range"))
                .containsPattern("timeout 1d1h(1m|[0-9]+s)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "busybox"})
    void a_box_that_was_confirmed_without_a_book_is_shut_from_its_start_but_for_whom_it_said_last(String shell)
            throws IOException {
        script.state("enforce");
        String first = script.table(
                "boot.nft", Mode.OBSERVE, book, banned("192.0.2.20", "2001:db8::/64", "203.0.113.0/24"), now);
        script.turn("boot.nft", Mode.ENFORCE, now.minusSeconds(86_400));

        Result result = script.run(shell);

        assertThat(result.output()).isEmpty();
        assertThat(result.exit()).isZero();
        assertEnforces();
        assertThat(cable.tcpPasses(STRANGER, PBX, 80)).as("banned").isFalse();
        assertThat(cable.pbx.run("nft", "list", "set", "inet", "callgate", "allow4_ssh_range"))
                .containsPattern("timeout 1d1h(1m|[0-9]+s)");
        script.turn("boot.nft", Mode.OBSERVE, now);
        assertThat(script.file("boot.nft")).hasContent(first);
    }

    @Test
    void a_table_that_is_damaged_is_not_made_another() throws IOException {
        String good = script.table("boot.nft", Mode.OBSERVE, book, now);
        for (String bad : List.of(
                "",
                "x",
                good.substring(0, good.length() / 2),
                good.replace("192.0.2.10", "192.0.2.20"),
                good.replace("# sha256 ", "# sha512 "))) {
            script.write("boot.nft", bad);
            assertThatThrownBy(() -> script.turn("boot.nft", Mode.ENFORCE, now)).hasMessage("it is damaged");
            assertThat(script.file("boot.nft")).hasContent(bad);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sh, truncated",
        "busybox, truncated",
        "sh, garbage",
        "busybox, garbage",
        "sh, flipped",
        "sh, missing",
        "busybox, missing",
        "sh, empty",
        "sh, link",
        "sh, of another",
        "sh, of observing",
        "sh, cut within a line"
    })
    void an_armed_box_whose_table_cannot_be_used_is_closed(String shell, String damage) throws IOException {
        script.state("enforce");
        damage(damage, script.table("boot.nft", Mode.ENFORCE, book, now));

        assertClosed(script.run(shell));
    }

    private void damage(String damage, String good) throws IOException {
        Path boot = script.file("boot.nft");
        switch (damage) {
            case "truncated" -> script.write("boot.nft", good.substring(0, good.indexOf("\nadd element") + 1));
            case "cut within a line" -> script.write("boot.nft", good.substring(0, good.length() / 2));
            case "garbage" -> script.write("boot.nft", "\u0000\u0001\u0002 { ; } $(id)\n".repeat(100));
            case "flipped" -> script.write("boot.nft", good.replace("192.0.2.10", "192.0.2.20"));
            case "empty" -> script.write("boot.nft", "");
            case "missing" -> Files.delete(boot);
            case "link" -> {
                Files.move(boot, script.file("elsewhere"));
                Files.createSymbolicLink(boot, script.file("elsewhere"));
            }
            case "of another" -> cable.pbx.run("chown", "65534", boot.toString());
            case "of observing" -> script.table("boot.nft", Mode.OBSERVE, book, now);
            default -> throw new IllegalArgumentException(damage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "busybox"})
    void when_nothing_can_be_read_an_armed_box_hears_nobody_but_itself(String shell) {
        script.state("enforce");
        script.write("boot.nft", "garbage");
        script.write("closed.nft", "garbage");

        Result result = script.run(shell);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("closed to all, until callgate runs");
        for (String from : List.of(PHONE, STRANGER, Family.V4.lan))
            assertThat(cable.tcpPasses(from, PBX, 22)).as(from).isFalse();
        assertThat(cable.pbx.succeeds("ping", "-c", "1", "-W", "1", "127.0.0.1"))
                .isTrue();
        assertThat(cable.pbx.succeeds("ping", "-c", "1", "-W", "1", PHONE))
                .as("answers come in")
                .isTrue();
        cable.firewall.converge(book, Standings.NO_BANS, Instant.now());
        assertEnforces();
    }

    @Test
    void a_box_that_observes_drops_nothing_and_counts() {
        script.state("observe");
        script.table("boot.nft", Mode.OBSERVE, book, now);

        assertThat(script.run("sh").exit()).isZero();

        assertThat(isLoaded()).isTrue();
        assertThat(cable.tcpPasses(STRANGER, PBX, 22)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"observe, garbage", "observe, missing", "observe, enforcing", "missing, garbage", "missing, missing"})
    void a_box_that_was_never_armed_is_not_shut_by_what_is_damaged(String marker, String damage) throws IOException {
        if (!marker.equals("missing")) script.state(marker);
        String good = script.table("boot.nft", Mode.ENFORCE, book, now);
        if (!damage.equals("enforcing")) damage(damage, good);

        assertThat(script.run("sh").exit()).isZero();

        assertThat(isLoaded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "damaged"})
    void a_table_that_is_whole_speaks_for_itself_where_nobody_knows_how_the_firewall_stood(String marker) {
        if (marker.equals("damaged")) script.state("");
        script.table("boot.nft", Mode.ENFORCE, book, now);

        assertThat(script.run("sh").exit()).isZero();

        assertEnforces();
    }

    @Test
    void where_nobody_knows_and_the_table_is_damaged_the_box_is_closed() {
        script.state("enf");
        script.write("boot.nft", "garbage");

        assertClosed(script.run("sh"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "busybox"})
    void what_ended_while_the_box_was_down_is_not_let_in(String shell) {
        Instant then = now.minusSeconds(1000);
        script.state("enforce");
        script.table(
                "boot.nft",
                Mode.ENFORCE,
                List.of(
                        openUntil(now.minusSeconds(10), PHONE, "sip"),
                        openUntil(now.plusSeconds(500), STRANGER, "sip")),
                then);

        script.run(shell).orFail();

        assertThat(cable.udpPasses(PHONE, PBX, 5060)).isFalse();
        assertThat(cable.udpPasses(STRANGER, PBX, 5060)).isTrue();
        assertThat(cable.pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip"))
                .containsPattern("192.0.2.20 timeout (8m20s|8m1[0-9]s)")
                .doesNotContain("192.0.2.10");
    }

    @Test
    void a_clock_that_lost_the_time_lets_nobody_in_for_longer() {
        Instant later = Instant.parse("2090-01-01T00:00:00Z");
        script.state("enforce");
        script.table("boot.nft", Mode.ENFORCE, List.of(openUntil(later.plusSeconds(50), PHONE, "sip")), later);

        script.run("sh").orFail();

        assertThat(cable.pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip"))
                .contains("timeout 50s");
    }

    @Test
    void a_table_that_is_there_is_left_alone() {
        cable.firewall.converge(List.of(open(STRANGER, "sip")), Standings.NO_BANS, now);
        script.state("enforce");
        script.table("boot.nft", Mode.ENFORCE, book, now);

        assertThat(script.run("sh").output()).contains("is there already");

        assertThat(cable.udpPasses(STRANGER, PBX, 5060)).isTrue();
        assertThat(cable.udpPasses(PHONE, PBX, 5060)).isFalse();
    }

    @Test
    void a_large_book_is_loaded_whole() {
        List<RangeOpenings> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++)
            many.add(openUntil(now.plusSeconds(1000 + i), "100.64." + i / 250 + "." + i % 250, "sip", "rtp"));
        script.state("enforce");
        script.table("boot.nft", Mode.ENFORCE, many, now);

        script.run("sh").orFail();

        assertThat(cable.pbx
                        .run("nft", "list", "set", "inet", "callgate", "allow4_rtp")
                        .split("grant 7", -1))
                .hasSize(20_001);
    }

    /** Its program runs in a folder that src/test/run.sh fills. */
    @Test
    void the_file_loads_by_the_nft_of_debian_13() {
        String root = System.getenv().getOrDefault("CALLGATE_TEST_TRIXIE", "/var/tmp/callgate-trixie");
        boolean isThere = Files.isExecutable(Path.of(root, "usr/sbin/nft"));
        if ("true".equals(System.getenv("CI"))) assertThat(isThere).as(root).isTrue();
        assumeTrue(isThere, "not run without Debian 13's nft in " + root);
        script.table("boot.nft", Mode.ENFORCE, book, banned("203.0.113.7", "2001:db8:5::/64", "203.0.114.0/24"), now);

        String nft = "chroot \"$0\" /usr/sbin/nft ";
        cable.pbx.run(
                "sh", "-c", nft + "-f - <\"$1\"", root, script.file("boot.nft").toString());

        assertThat(cable.pbx.run("sh", "-c", nft + "--version", root)).contains("v1.1.");
        assertEnforces();
    }

    @Test
    void the_file_loads_by_nft_alone() {
        script.table("boot.nft", Mode.ENFORCE, book, banned("203.0.113.7", "2001:db8:5::/64", "203.0.114.0/24"), now);

        cable.pbx.run("nft", "-f", script.file("boot.nft").toString());

        assertEnforces();
    }
}
