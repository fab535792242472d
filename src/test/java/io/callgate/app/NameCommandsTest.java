package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.app.Box.Result;
import io.callgate.core.arm.Registered;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.name.NamedHost;
import io.callgate.gate.port.BookView;
import io.callgate.testing.DnsServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** The commands about host names, given to a daemon that asks a real name server. */
class NameCommandsTest {

    private static final String HOST = "phone.example.org";

    private final DnsServer server = new DnsServer();

    @RegisterExtension
    final ServedBox box = new ServedBox(
            "firewall.mode = \"enforce\"\nnames.servers = [\"" + server.text() + "\"]\nnames.min-refresh = \"1s\"\n");

    @BeforeEach
    void answer() {
        server.has(HOST, 600, "203.0.113.7", "2001:db8::7");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<NamedHost> hosts() {
        return box.store.read(BookView::hosts);
    }

    private static void assertFailed(int exit, String message, Result result) {
        assertThat(result.err()).contains(message).matches("callgate: [^\n]*\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(exit);
    }

    @Test
    void a_name_is_entered_with_its_addresses_and_they_are_in_when_it_is_told() {
        Result added = box.run("add-fqdn", "bob", "Phone.Example.ORG.", "--services", "sip,web", "--note", "his café");

        assertThat(added.err()).isEmpty();
        assertThat(added.out()).isEqualTo("bob lets phone.example.org in, to sip,web: 203.0.113.7,2001:db8::7\n");
        assertThat(box.firewall.openFor(io.callgate.core.address.AddressRange.parse("203.0.113.7")))
                .containsExactly("sip", "web");
        assertThat(box.firewall.isOpenFor("2001:db8::7")).isTrue();
        assertThat(box.run("why", "203.0.113.7").out()).contains("of bob by hostname", "note: phone.example.org");
        assertThat(box.run("list", "names").out())
                .contains("NAME", "bob   phone.example.org  hostname  sip,web   203.0.113.7,2001:db8::7", "his café");
        assertThat(box.run("list", "names", "--json").out())
                .contains("\"name\":\"bob\",\"host\":\"phone.example.org\"", "\"trouble\":null");
        assertThat(box.run("status").out()).contains("names     1 followed\n");
        List<Event> events = box.store.read(book -> book.events(10));
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(EventKind.GRANTED, EventKind.GRANTED, EventKind.NAME_ADDED);
        assertThat(events.get(2).detail()).isEqualTo("phone.example.org: his café");
    }

    @Test
    void without_services_it_opens_what_a_call_does() {
        assertThat(box.run("add-fqdn", "bob", HOST).out()).contains("to rtp,sip: ");
    }

    @ParameterizedTest
    @CsvSource({
        "bob;id, phone.example.org, \"bob;id\" cannot be the name",
        "1001, phone.example.org, digits alone are an account's number",
        "-, phone.example.org, cannot be the name",
        "bob, 203.0.113.7, \"203.0.113.7\" is an address, ",
        "bob, phone, is not a full host name",
        "bob, phone.example.org;id, is not a full host name",
        "bob, $(id).example.org, is not a full host name",
        "bob, 999.1.1.1, is not a full host name",
        "bob, 'phone.example.org\n127.0.0.1', is not a full host name",
    })
    void what_cannot_be_a_name_is_a_usage_error_and_changes_nothing(String name, String host, String message) {
        assertFailed(2, message, box.run("add-fqdn", name, host));
        assertThat(hosts()).isEmpty();
    }

    @Test
    void a_note_that_would_steer_a_terminal_and_an_unknown_service_are_refused() {
        assertFailed(
                2, "must be at most 200 printable characters", box.run("add-fqdn", "bob", HOST, "--note", "a\u001bb"));
        assertFailed(2, "there is no service \"telnet\"", box.run("add-fqdn", "bob", HOST, "--services", "telnet"));
        assertThat(hosts()).isEmpty();
    }

    @Test
    void a_name_that_exists_is_refused_and_stays_as_it_is() {
        box.run("add-fqdn", "bob", HOST);
        server.has("other.example.org", 60, "203.0.113.99");

        assertFailed(
                1,
                "the name bob exists and lets in " + HOST
                        + ", 203.0.113.7, 2001:db8::7; choose another, or 'callgate del-acct bob' first",
                box.run("add-fqdn", "bob", "other.example.org", "--force"));
        assertThat(hosts()).hasSize(1);
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isFalse();
    }

    @Test
    void a_name_that_lets_nobody_in_is_refused_with_the_reason_unless_it_is_forced() {
        server.fails("fails.example.org", Rcode.SERVFAIL).has("home.example.org", 60, "127.0.0.1");

        assertFailed(
                1,
                "missing.example.org lets nobody in: there is no such name; look at the name, or enter it all the same"
                        + " with --force",
                box.run("add-fqdn", "bob", "missing.example.org"));
        assertFailed(1, "the server says SERVFAIL", box.run("add-fqdn", "bob", "fails.example.org"));
        assertFailed(1, "127.0.0.1 is never granted", box.run("add-fqdn", "bob", "home.example.org"));
        assertThat(hosts()).isEmpty();
        assertThat(box.store.<Long>read(BookView::lastMessageId)).isZero();

        assertThat(box.run("add-fqdn", "bob", "missing.example.org", "--force").out())
                .isEqualTo("bob is entered for missing.example.org, and lets nobody in yet\n"
                        + "gone: there is no such name\n");
        server.has("missing.example.org", 60, "203.0.113.50");
        await().until(() -> box.firewall.isOpenFor("203.0.113.50"));
    }

    @Test
    void what_is_refused_of_its_addresses_is_said() {
        server.has(HOST, 600, "203.0.113.7", "10.1.2.3");

        assertThat(box.run("add-fqdn", "bob", HOST).out())
                .isEqualTo("bob lets phone.example.org in, to rtp,sip: 203.0.113.7\n"
                        + "refused: 10.1.2.3 is never granted: it touches private space (10.0.0.0/8); add it to"
                        + " policy.allow if you mean it\n");
    }

    @Test
    void names_are_checked_now_whatever_their_ttl_and_each_is_told() {
        assertThat(box.run("check-names").out()).contains("there are no host names");
        box.run("add-fqdn", "bob", HOST);
        server.has("two.example.org", 600, "203.0.113.20");
        box.run("add-fqdn", "ann", "two.example.org");
        server.has(HOST, 600, "203.0.113.9").fails("two.example.org", Rcode.SERVFAIL);

        String told = box.run("check-names").out();

        assertThat(told).containsPattern("bob +phone.example.org +203.0.113.7,2001:db8::7 +203.0.113.9 +- +-");
        assertThat(told)
                .containsPattern("ann +two.example.org +203.0.113.20 +203.0.113.20 +silent +the server says SERVFAIL");
        assertThat(box.firewall.isOpenFor("203.0.113.9")).isTrue();
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.firewall.isOpenFor("203.0.113.20")).isTrue();
        assertThat(box.run("check-names", "--json").out()).contains("\"trouble\":\"silent\"");
        assertThat(box.run("status").out())
                .contains("names     2 followed, 1 NOT CURRENT\n")
                .containsPattern(
                        "ann two.example.org: silent for [0-9]+s \\(the server says SERVFAIL\\), last good answer [0-9]+s ago");
        assertThat(box.run("status", "--json").out()).contains("\"names\":2,\"name_troubles\":[{\"name\":\"ann\"");
    }

    @Test
    void the_daemon_follows_a_change() {
        server.has(HOST, 1, "203.0.113.7");
        box.run("add-fqdn", "bob", HOST);
        server.has(HOST, 1, "203.0.113.8");

        await().until(() -> box.firewall.isOpenFor("203.0.113.8") && !box.firewall.isOpenFor("203.0.113.7"));
    }

    @Test
    void the_host_names_of_a_provider_are_followed_while_it_is_let_in() {
        server.has("sip.flowroute.com", 600, "203.0.113.60");
        box.run("provider", "enable", "flowroute");
        await().until(() -> box.firewall.isOpenFor("203.0.113.60"));

        assertThat(box.run("list", "names").out())
                .containsPattern("flowroute +sip.flowroute.com +provider .*203.0.113.60");
        box.run("provider", "disable", "flowroute");
        assertThat(box.firewall.isOpenFor("203.0.113.60")).isFalse();
        assertThat(box.run("list", "names").out()).contains("there are no host names");
    }

    @Test
    void without_the_daemon_a_name_is_entered_all_the_same() {
        box.stop();

        assertThat(box.run("add-fqdn", "bob", HOST).out()).startsWith("bob lets phone.example.org in");
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
    }

    /** A phone may register by a name, or have its packets sent to one by maddr. */
    @Test
    void whoever_a_contacts_name_leads_to_is_judged_and_whom_dns_does_not_tell_is_named() {
        server.fails("away.example.org", Rcode.SERVFAIL);
        Registered.Collector all = new Registered.Collector();
        all.contact("1001", List.of("sip:1001@192.0.2.1;maddr=" + HOST));
        all.contact("1002", List.of("sip:1002@away.example.org:5060"));
        box.registrar = all::build;

        assertThat(box.run("firewall", "arm", "--force").out()).contains("not all are judged: 1002;");
        assertThat(box.run("firewall", "contacts").out())
                .contains("1001 at 203.0.113.7\n", "1001 at 2001:db8::7\n", "1001 at 192.0.2.1\n");
        assertThat(box.run("why", "2001:db8::7").out()).contains("Asterisk has it as a contact of 1001");
    }

    @Test
    void a_name_with_many_addresses_has_only_some_of_them_judged() {
        String[] many = IntStream.range(1, 100).mapToObj(i -> "198.51.100." + i).toArray(String[]::new);
        server.has("many.example.org", 1, many);
        Registered.Collector all = new Registered.Collector();
        all.contact("1001", List.of("sip:many.example.org:5060"));
        box.registrar = all::build;
        assertThat(box.run("firewall", "contacts").out())
                .contains("1001 at 198.51.100.1\n", "not all are judged: 1001;")
                .doesNotContain("198.51.100.99");
    }
}
