package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.Box.Result;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.Services;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators let in by name, by commands given to a daemon over its socket. */
class WhitelistTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    @RegisterExtension
    final ServedBox box = new ServedBox("firewall.mode = \"enforce\"\nmail.admins = [\"admin@pbx.example\"]\n");

    @Test
    void an_address_is_let_in_under_a_name_and_out_again_at_once() {
        assertThat(done("add-ip", "office", "203.0.113.7"))
                .isEqualTo("office: 203.0.113.7 is let in, to rtp,sip, until somebody ends it\n");
        assertThat(open("203.0.113.7")).containsExactly("rtp", "sip");

        assertThat(done("del-acct", "office")).isEqualTo("office is deleted: it no longer lets in 203.0.113.7\n");
        assertThat(open("203.0.113.7")).isEmpty();
        assertRefused(1, "there is no entry office", "del-acct", "office");
    }

    @Test
    void an_entry_has_services_an_end_and_a_note_and_why_tells_them() {
        done(
                "add-ip",
                "branch",
                "2001:db8:1::/48",
                "--services",
                "web,ssh",
                "--for",
                "8h",
                "--note",
                "until Köln is up");

        Grant grant = grants().get(0);
        assertThat(grant.services()).isEqualTo(Services.of("ssh", "web"));
        assertThat(grant.origin()).isEqualTo(Origin.ADMINISTRATOR);
        assertThat(Duration.between(grant.createdAt(), grant.endsAt().orElseThrow()))
                .isEqualTo(Duration.ofHours(8));
        assertThat(done("why", "2001:db8:1::9"))
                .contains(
                        "of branch by administrator for 2001:db8:1::/48, to ssh,web",
                        "note: until Köln is up",
                        "the kernel lets it reach ssh,web");
    }

    @Test
    void the_administrators_are_told_by_mail_and_the_audit_says_who_did_it() {
        done("add-ip", "office", "203.0.113.7", "--note", "the branch");
        done("del-acct", "office");

        List<OutboxMessage> mails = box.store.read(book -> book.waitingMessages("mail", 10));
        assertThat(mails)
                .extracting(m -> m.message().subject())
                .containsExactly(
                        "pbx: office may now connect from 203.0.113.7",
                        "pbx: office may no longer connect from 203.0.113.7");
        assertThat(mails.get(0).message().body())
                .contains("Name:         office\n", "Note:         the branch\n", "Services:     rtp,sip\n");
        List<Event> events = box.store.read(book -> book.events(10));
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(EventKind.ENTRY_DELETED, EventKind.REMOVED, EventKind.GRANTED);
        assertThat(events.get(0).actor()).isEqualTo("cli " + System.getProperty("user.name"));
    }

    /** Each with the daemon and without one, on a book that holds something already. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|add-ip office 999.1.1.1|'ADDRESS: \"999.1.1.1\" is not an IPv4 or IPv6 address'",
                "2|add-ip office 1.2.3.4;id|'ADDRESS: \"1.2.3.4;id\" is not an IPv4 or IPv6 address'",
                "2|add-ip office phone.example.org|'is not an IPv4 or IPv6 address'",
                "2|add-ip office 203.0.113.7/33|'prefix /33 does not fit'",
                "2|add-ip office 198.51.100.7/24|'has bits set beyond /24: did you mean 198.51.100.0/24?'",
                "2|add-ip office 2001:db8::1/64|'did you mean 2001:db8::/64?'",
                "2|add-ip office|'Missing required parameter: ''ADDRESS'''",
                "2|add-ip a;id 203.0.113.7|'NAME: \"a;id\" cannot be the name of an entry'",
                "2|add-ip 701 203.0.113.7|'digits alone are an account''s number'",
                "2|add-ip office 203.0.113.7 --services sipp|'there is no service \"sipp\"; there are all, fop, ftp'",
                "2|add-ip office 203.0.113.7 --services ,|'no service is named'",
                "2|add-ip office 203.0.113.7 --for 8|'--for: must be a duration'",
                "2|add-ip office 203.0.113.7 --for -8h|'--for: must be a duration'",
                "1|add-ip old 203.0.113.7|'the name old exists and lets in 203.0.113.99; choose another, or ''callgate del-acct old'' first'",
                "1|add-ip old.iptables 203.0.113.7|'the name old exists'",
                "1|add-ip dyn 203.0.113.7|'the name dyn exists and lets in home.example.org'",
                "1|add-ip office 8.0.0.0/7|'8.0.0.0/7 is wider than /8; add --force if you mean it'",
                "1|add-ip office 2a00::/31|'2a00::/31 is wider than /32; add --force if you mean it'",
                "1|add-ip office 0.0.0.0/0 --force|'is never granted'",
                "1|add-ip office 127.0.0.1 --force|'is never granted: it touches'",
                "1|add-ip office 10.1.2.3|'add it to policy.allow if you mean it'",
                "1|del-acct 1001|'1001 is an account''s number, not an entry''s name; ''callgate account delete 1001'''",
                "1|del-acct other|'there is no entry other'",
                "2|del-acct o;ther|'cannot be the name of an entry'",
                "1|del-acct carrier|'there is no entry carrier, but a provider of that name; ''callgate provider disable carrier'' shuts it out'"
            })
    void what_is_wrong_is_refused_in_one_line_and_changes_nothing(int exit, String command, String why) {
        done("add-ip", "old", "203.0.113.99");
        box.enter(book -> {
            book.addHost(
                    new Owner("dyn"),
                    Origin.HOSTNAME,
                    HostName.parse("home.example.org"),
                    Services.of("sip"),
                    SINCE,
                    "");
            book.addHost(
                    new Owner("carrier"),
                    Origin.PROVIDER,
                    HostName.parse("sip.example.org"),
                    Services.of("sip"),
                    SINCE,
                    "");
            book.addAccount(new Account(
                    new AccountNumber("1001"),
                    "Ann",
                    "",
                    Services.of("sip"),
                    Optional.empty(),
                    PinHash.NONE,
                    true,
                    SINCE,
                    Optional.empty()));
        });
        String before = box.dump();

        assertRefused(exit, why, command.split(" "));
        box.stop();
        assertRefused(exit, why, command.split(" "));
        assertThat(box.dump()).isEqualTo(before);
    }

    @Test
    void a_note_that_would_steer_a_terminal_is_refused() {
        assertRefused(
                2,
                "must be at most 200 printable characters",
                "add-ip",
                "office",
                "203.0.113.7",
                "--note",
                "a\u001b[2J");
        assertThat(grants()).isEmpty();
    }

    @Test
    void force_lets_a_wide_range_in() {
        done("add-ip", "wide", "8.0.0.0/7", "--force");
        assertThat(open("9.9.9.9")).containsExactly("rtp", "sip");
    }

    @Test
    void on_a_terminal_the_familiar_menu_is_asked() {
        Result result = box.runAtTerminal("1,4, 8\n", "add-ip", "office", "203.0.113.7");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains(
                        "services are available for 203.0.113.7:\n0 - ALL Services\n1 - SIP (UDP), with RTP\n",
                        "9 - FOP\n",
                        "office: 203.0.113.7 is let in, to rtp,sip_udp,ssh,web, until somebody ends it\n");
        assertThat(open("203.0.113.7")).containsExactly("rtp", "sip_udp", "ssh", "web");
    }

    @Test
    void without_a_daemon_the_menu_is_the_same() {
        box.stop();
        assertThat(box.runAtTerminal("0\n", "add-ip", "office", "203.0.113.7").out())
                .contains("office: 203.0.113.7 is let in, to all, until");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|all",
                "0,4|all",
                "2|rtp,sip_tcp",
                "3|iax",
                "4|web",
                "5|webmin",
                "6|ftp",
                "7|tftp",
                "8|ssh",
                "9|fop",
                "'1, 2'|rtp,sip_tcp,sip_udp",
                "'4 4'|web"
            })
    void each_number_of_the_menu_is_a_service(String answer, String services) {
        box.runAtTerminal(answer + "\r\n", "add-ip", "office", "203.0.113.7");
        assertThat(grants())
                .singleElement()
                .extracting(g -> g.services().toString())
                .isEqualTo(services);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", " \n", ",\n", "10\n", "a\n", "1,10\n", "-1\n", "1;4\n", "99\n", "$(id)\n", "\u0661\n"})
    void an_empty_or_unknown_choice_changes_nothing(String answer) {
        String before = box.dump();
        Result result = box.runAtTerminal(answer, "add-ip", "office", "203.0.113.7");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).contains("nothing was changed");
        assertThat(box.dump()).isEqualTo(before);
    }

    @Test
    void services_that_are_named_are_not_asked_for() {
        assertThat(box.runAtTerminal("0\n", "add-ip", "office", "203.0.113.7", "--services=iax")
                        .out())
                .isEqualTo("office: 203.0.113.7 is let in, to iax, until somebody ends it\n");
    }

    @Test
    void the_halves_of_sip_follow_its_ports() throws IOException {
        box.stop();
        box.configure("services.sip = [\"udp/5080\"]\n");
        box.start();

        assertThat(box.runAtTerminal("1\n", "add-ip", "a", "203.0.113.7").exit())
                .isZero();
        assertThat(box.runAtTerminal("2\n", "add-ip", "b", "203.0.113.8").err())
                .contains("there is no service \"sip_tcp\"");
    }

    @Test
    void the_whitelist_is_listed_by_name_without_whoever_called() {
        box.enter(book -> {
            Owner dyn = new Owner("dyn");
            HostName host = HostName.parse("home.example.org");
            book.addHost(dyn, Origin.HOSTNAME, host, Services.of("sip"), SINCE, "Ann");
            enter(book, dyn, Origin.HOSTNAME, "203.0.113.50", host.text());
            enter(book, new Owner("zoe"), Origin.ADMINISTRATOR, "203.0.113.0/29", "the branch");
            enter(book, new Owner("1001"), Origin.PHONE, "203.0.113.60", "");
            enter(book, new Owner("box"), Origin.INSTALLER, "2001:db8::1", "");
        });

        assertThat(done("list", "whitelist")).isEqualTo("""
                NAME  ADDRESS           SERVICES  SINCE                 UNTIL  ORIGIN         NOTE
                box   2001:db8::1       sip       2026-03-01T12:00:00Z  -      installer      -
                dyn   home.example.org  sip       2026-03-01T12:00:00Z  -      hostname       Ann
                zoe   203.0.113.0/29    sip       2026-03-01T12:00:00Z  -      administrator  the branch
                """);
        assertThat(done("list", "whitelist", "--json"))
                .startsWith("[{\"name\":\"box\",\"address\":\"2001:db8::1\",\"services\":\"sip\",")
                .contains("\"until\":null,\"origin\":\"administrator\",\"note\":\"the branch\"}]");
    }

    @Test
    void an_entry_that_has_ended_by_itself_leaves_its_name_free() {
        box.enter(book -> book.addGrant(new NewGrant(
                new Owner("office"),
                Origin.ADMINISTRATOR,
                AddressRange.parse("203.0.113.5"),
                Services.of("sip"),
                SINCE,
                Optional.of(SINCE.plusSeconds(60)),
                "")));
        assertThat(done("list", "whitelist")).contains("nothing is let in by name");
        done("add-ip", "office", "203.0.113.7");
    }

    @Test
    void an_entry_may_have_the_name_of_a_provider_and_goes_without_it() {
        Owner carrier = new Owner("carrier");
        box.enter(book -> {
            book.addHost(carrier, Origin.PROVIDER, HostName.parse("sip.example.org"), Services.of("sip"), SINCE, "");
            enter(book, carrier, Origin.PROVIDER, "198.51.100.0/28", "");
        });
        done("add-ip", "carrier", "203.0.113.7");

        assertThat(done("del-acct", "carrier")).isEqualTo("carrier is deleted: it no longer lets in 203.0.113.7\n");
        assertThat(grants()).extracting(g -> g.range().toString()).containsExactly("198.51.100.0/28");
        assertThat(done("list", "whitelist")).contains("sip.example.org", "198.51.100.0/28");
    }

    @Test
    void taking_one_entry_away_leaves_another_of_the_same_address() {
        done("add-ip", "a", "203.0.113.7");
        done("add-ip", "b", "203.0.113.7", "--services", "web");
        done("del-acct", "a.iptables");
        assertThat(open("203.0.113.7")).containsExactly("web");
    }

    private static void enter(io.callgate.gate.port.Book book, Owner owner, Origin origin, String range, String note) {
        book.addGrant(new NewGrant(
                owner, origin, AddressRange.parse(range), Services.of("sip"), SINCE, Optional.empty(), note));
    }

    private String done(String... args) {
        Result result = box.run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return result.out();
    }

    private void assertRefused(int exit, String why, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).startsWith("callgate: ").hasLineCount(1).contains(why);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(exit);
    }

    private List<String> open(String address) {
        return box.firewall.openFor(AddressRange.parse(address));
    }

    private List<Grant> grants() {
        return box.store.read(book -> book.grants(SINCE));
    }
}
