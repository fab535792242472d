package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.Box.Result;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.OutboxMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking over what Travelin' Man 3 let in, by commands given to a daemon that reads no files itself. */
class ImportTm3Test {

    private static final String[] SAMPLE = {
        "import", "tm3", "src/test/resources/tm3/rules.v4", "src/test/resources/tm3/root"
    };

    @RegisterExtension
    final ServedBox box = new ServedBox("mail.admins = [\"admin@pbx.example\"]\n");

    @Test
    void it_says_what_it_understood_and_what_not_and_changes_nothing() {
        String before = box.dump();
        Result result = box.run(SAMPLE);

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .containsPattern(
                        "ann +203.0.113.7 +rtp,sip_udp,web +new +src/test/resources/tm3/rules.v4:15 +tcp/9080 is left out; web opens tcp/443, too;")
                .containsPattern(
                        "tm3-192.168.0.0_16 +192.168.0.0/16 +all +refused .*is never granted: it touches private")
                .contains("rules.v4:36: -A INPUT -s 203.0.113.66/32 -j DROP  (it does not let in: it says DROP)")
                .endsWith("8 entries to import, 0 already there, 1 not possible, 7 lines not taken over;"
                        + " nothing was changed: --apply does it\n");
        assertThat(box.dump()).isEqualTo(before);
    }

    @Test
    void with_apply_it_lets_in_what_it_understood_and_doing_it_twice_does_it_once() {
        assertThat(apply().out())
                .endsWith("8 entries imported, 0 already there, 1 not possible, 7 lines not taken over\n");
        assertThat(box.firewall.openFor(AddressRange.parse("203.0.113.7"))).containsExactly("rtp", "sip_udp", "web");
        assertThat(grants()).allSatisfy(g -> assertThat(g.note()).isEqualTo("from Travelin' Man 3"));
        List<NamedHost> hosts = box.store.read(book -> book.hosts());
        assertThat(hosts).extracting(h -> h.host().text()).containsExactly("sip.carrier.example", "home.ann.example");
        List<OutboxMessage> mails = box.store.read(book -> book.waitingMessages("mail", 10));
        assertThat(mails).singleElement().satisfies(m -> {
            assertThat(m.message().subject()).isEqualTo("pbx: 8 entries of the whitelist were imported");
            assertThat(m.message().body())
                    .contains("from Travelin' Man 3: tm3-sip.carrier.example, ann, dyn, tm3-701,");
        });
        String once = box.dump();

        assertThat(apply().out())
                .contains("already there")
                .endsWith("0 entries imported, 8 already there, 1 not possible, 7 lines not taken over\n");
        assertThat(box.dump()).isEqualTo(once);
    }

    @Test
    void a_name_that_lets_in_something_else_stays_as_it_is() {
        box.run("add-ip", "ann", "203.0.113.99");

        assertThat(apply().out())
                .containsPattern(
                        "ann .* name taken .*the name lets in \\[203.0.113.99] already, which stays; del-acct it first")
                .endsWith("7 entries imported, 0 already there, 2 not possible, 7 lines not taken over\n");
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isTrue();
    }

    @Test
    void without_a_daemon_it_is_the_same() {
        box.stop();
        assertThat(apply().out()).contains("8 entries imported");
    }

    @Test
    void what_cannot_be_read_is_a_failure_in_one_line() throws IOException {
        assertThat(box.run("import", "tm3", "/nowhere/rules.v4").err())
                .isEqualTo("callgate: cannot read /nowhere/rules.v4: there is no such file or directory\n");
        assertThat(box.run("import", "tm3", "/nowhere/rules.v4").exit()).isEqualTo(1);
        assertThat(box.run("import", "tm3").err()).hasLineCount(1).contains("Missing required parameter: 'PATH'");
        Path large = box.directory.resolve("large");
        Files.write(large, new byte[2 * 1024 * 1024]);
        assertThat(box.run("import", "tm3", large.toString()).err())
                .hasLineCount(1)
                .contains("has more than 1048576 bytes");
        Path half = Files.write(box.directory.resolve("half"), new byte[800 * 1024]);
        assertThat(box.run("import", "tm3", half.toString(), half.toString()).err())
                .hasLineCount(1)
                .contains("name fewer at once");
    }

    @Test
    void files_that_would_steer_a_terminal_are_printed_and_do_not() throws IOException {
        Path rules = Files.writeString(box.directory.resolve("rules.v4"), "-A INPUT -s \u001b[2J\u009b1m -j ACCEPT\n");
        assertThat(box.run("import", "tm3", rules.toString()).out())
                .contains("not taken over")
                .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
        Path empty = Files.writeString(box.directory.resolve("empty"), "");
        assertThat(box.run("import", "tm3", empty.toString()).out()).startsWith("nothing was understood\n");
    }

    private Result apply() {
        Result result = box.run(SAMPLE[0], SAMPLE[1], SAMPLE[2], SAMPLE[3], "--apply");
        assertThat(result.err()).isEmpty();
        return result;
    }

    private List<Grant> grants() {
        return box.store.read(book -> book.grants(Instant.EPOCH));
    }
}
