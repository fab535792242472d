package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.knock.Knock;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.gate.port.BookView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Knocks and doorbells, by commands given to a daemon over its socket. */
class KnockCommandsTest {

    @RegisterExtension
    final ServedBox box = new ServedBox("knock.grant-for = \"90m\"\nknock.services = [\"web\"]\n");

    private String done(String... args) {
        Box.Result result = box.run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return result.out();
    }

    private KnockKey key(String owner) {
        return box.store.read(BookView::knockKeys).stream()
                .filter(key -> key.owner().name().equals(owner))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void there_is_no_knock_until_somebody_makes_one() {
        Box.Result result = box.run("knock", "show");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("callgate: this box has no knock; 'callgate knock rotate' makes one\n");
        assertThat(box.run("knock", "off").err()).contains("has no knock");
    }

    @Test
    void the_boxs_knock_is_shown_in_ready_commands() {
        done("knock", "rotate");
        KnockSequence sequence = key("knock").turns().findFirst().orElseThrow().sequence();
        String shown = done("knock", "show", "--host", "pbx.example.org");
        assertThat(shown).startsWith("The knock of this box lets in whoever knows it, to web, for 90m.");
        int at = 0;
        for (Knock knock : sequence.knocks()) {
            assertThat(shown).contains(knock.port() + ":" + knock.protocol());
            assertThat(shown.indexOf(knock.toString(), at)).isGreaterThanOrEqualTo(at);
            at = shown.indexOf(knock.toString(), at);
        }
        assertThat(shown).contains("knock -d 100 pbx.example.org ", "nmap -Pn", "nc -", "PowerShell", "█");
        assertThat(shown).doesNotContain("?");
    }

    @Test
    void rotating_makes_another_and_its_form_can_be_chosen() {
        done("knock", "rotate");
        KnockKey first = key("knock");
        done("knock", "rotate", "--ports", "8", "--protocol", "tcp");
        KnockKey second = key("knock");
        assertThat(second).isNotEqualTo(first);
        assertThat(second.length()).isEqualTo(8);
        assertThat(((KnockKey.Fixed) second).sequence().text()).doesNotContain("udp");
        for (String[] wrong : List.of(
                new String[] {"--ports", "2"}, new String[] {"--ports", "9"}, new String[] {"--protocol", "sctp"}))
            assertThat(box.run("knock", "rotate", wrong[0], wrong[1]).exit()).isEqualTo(2);
        assertThat(key("knock")).isEqualTo(second);
        assertThat(box.run("knock", "rotate", "4711").err()).contains("there is no account 4711");
    }

    @Test
    void a_list_of_one_time_sequences_is_shown_with_how_to_compute_them() {
        account();
        done("knock", "rotate", "1001", "--once");
        KnockKey.Once once = (KnockKey.Once) key("1001");
        String shown = done("knock", "show", "1001");
        assertThat(shown)
                .contains(
                        "to rtp,sip", "Each of these opens once", once.secret().secretHex(), "oathtool");
        for (int i = 0; i < KnockKey.Once.WINDOW; i++)
            assertThat(shown)
                    .contains(String.join(
                            "  ",
                            once.secret().sequence(i, 4).knocks().stream()
                                    .map(Knock::toString)
                                    .toList()));
        assertThat(done("knock", "show", "1001", "--json"))
                .contains("\"mode\":\"once\"", "\"owner\":\"1001\"", "\"secret\":\"");
    }

    @Test
    void the_picture_is_a_new_file_for_its_owner_only() throws IOException {
        done("knock", "rotate");
        Path file = box.directory.resolve("knock.png");
        done("knock", "show", "--png", file.toString());
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(100);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(box.run("knock", "show", "--png", file.toString()).err()).contains("is there already");
    }

    @Test
    void a_picture_that_cannot_be_made_leaves_no_file() {
        Path file = box.directory.resolve("knock.png");
        assertThat(box.run("knock", "show", "--png", file.toString()).exit()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_new_account_is_told_its_doorbell() {
        String out = account();
        Matcher port = Pattern.compile("doorbell: port ([0-9]+);").matcher(out);
        assertThat(port.find()).isTrue();
        assertThat(done("account", "show", "1001")).contains("doorbell     " + port.group(1));
        assertThat(done("account", "show", "1001", "--json")).contains("\"doorbell\":" + port.group(1));
    }

    @Test
    void who_rang_for_an_account_is_shown_with_it() {
        account();
        assertThat(done("account", "show", "1001"))
                .containsPattern("RANG +AT +BY\n203\\.0\\.113\\.7 +2026-09-21T[0-9:]+Z +extension");
        assertThat(done("account", "show", "1001", "--json"))
                .contains("\"rings\":[{\"rang\":\"203.0.113.7\",", "\"by\":\"extension\"}]");
    }

    private String account() {
        return done("account", "add", "1001", "--name", "Ann", "--email", "ann@example.com");
    }

    @Test
    void what_is_taken_away_is_in_the_audit_without_the_ports() {
        done("knock", "rotate");
        String text = ((KnockKey.Fixed) key("knock")).sequence().text();
        done("knock", "off");
        assertThat(box.store.read(BookView::knockKeys)).isEmpty();
        String events = done("list", "events");
        assertThat(events).contains("knock_changed", "the knock was taken away");
        for (Knock knock : KnockSequence.parse(text).knocks())
            assertThat(events).doesNotContain("/" + knock.port());
    }

    @Test
    void where_nobody_may_knock_or_ring_nothing_says_that_they_could() throws IOException {
        done("knock", "rotate");
        box.stop();
        box.configure("knock.enabled = false\n");
        box.start();
        assertThat(done("knock", "show")).startsWith("NOBODY CAN KNOCK at present: knock.enabled is false.");
        assertThat(done("account", "add", "1009", "--name", "Ann", "--email", "ann@example.org"))
                .contains("account 1009 is open")
                .doesNotContain("doorbell");
    }
}
