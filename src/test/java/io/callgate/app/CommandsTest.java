package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedSet;
import io.callgate.app.Box.Result;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Registered;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.notice.Message;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, given to a daemon over its socket. */
class CommandsTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");
    private static final PinHash HASH = PinHash.of("271828", new byte[16], 10);

    @RegisterExtension
    final ServedBox box = new ServedBox();

    @Test
    void an_account_is_added_and_its_pin_printed_once() {
        Result added = box.run("account", "add", "1001", "--name", "Jane Doe", "--email", "jane@example.org");

        assertThat(added.exit()).isZero();
        assertThat(added.err()).isEmpty();
        Matcher pin = Pattern.compile("PIN: ([0-9]{6})").matcher(added.out());
        assertThat(pin.find()).isTrue();
        assertThat(pin.find()).isFalse();
        assertThat(account("1001").pin().matches(added.out().replaceAll("(?s).*PIN: ([0-9]{6}).*", "$1")))
                .isTrue();
        assertThat(account("1001").services()).isEqualTo(Services.of("sip", "rtp"));
        assertThat(box.run("account", "show", "1001").out())
                .doesNotContain("PIN")
                .contains("Jane Doe");
    }

    @Test
    void an_account_takes_its_pin_from_standard_input_and_does_not_repeat_it() {
        Result added = box.runReading(
                "271828\n",
                "account",
                "add",
                "1001",
                "--name",
                "Jürgen",
                "--email",
                "",
                "--services",
                "iax,web",
                "--extension",
                "401",
                "--pin-stdin");

        assertThat(added.exit()).isZero();
        assertThat(added.out()).contains("Jürgen").doesNotContain("271828").doesNotContain("PIN");
        assertThat(account("1001").pin().matches("271828")).isTrue();
        assertThat(account("1001").extension()).contains("401");
        assertThat(account("1001").services()).isEqualTo(Services.of("iax", "web"));
    }

    @Test
    void a_name_that_was_not_typed_in_utf_8_is_refused_rather_than_kept_damaged() {
        Result added = box.run("account", "add", "1001", "--name", "Jos\ufffd", "--email", "");

        assertThat(added.exit()).isEqualTo(2);
        assertThat(added.err())
                .isEqualTo("callgate: \"Jos\ufffd\" was not typed in UTF-8; let the terminal use that\n");
        assertThat(box.run("account", "list").out()).contains("no accounts");
    }

    @Test
    void a_configuration_that_names_another_book_is_not_answered_about_the_one_that_runs() throws IOException {
        Path changed = Files.writeString(
                box.directory.resolve("changed.toml"),
                "database.url = \"jdbc:sqlite:" + box.directory.resolve("other.db") + "\"\ncontrol.socket = \""
                        + box.socket() + "\"\n");

        Result listed = box.runExactly("", List.of("list", "--config", changed.toString()));

        assertThat(listed.exit()).isEqualTo(1);
        assertThat(listed.err())
                .contains("book.db, and the configuration now names jdbc:sqlite:", "restart callgate first");
        assertThat(box.runExactly("", List.of("firewall", "observe", "--config", changed.toString()))
                        .exit())
                .isZero();
    }

    @Test
    void without_the_book_status_says_what_is_known_and_fails() {
        box.opened.breakDown();

        Result status = box.run("status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).contains("mode      enforce", "book      CANNOT BE READ", "calls     3");
        assertThat(status.err()).isEqualTo("callgate: the book cannot be reached: the test broke it\n");
        assertThat(box.run("status", "--json").out())
                .contains("\"book_fault\":\"the book cannot be reached: the test broke it\",\"grants\":null");
        box.opened.mend();
    }

    @Test
    void without_the_book_the_firewall_opens_and_says_so() {
        box.opened.breakDown();

        Result observed = box.run("firewall", "observe");
        assertThat(observed.exit()).isZero();
        assertThat(observed.out()).contains("the firewall only observes: nothing is dropped");
        assertThat(observed.out())
                .contains("the audit says it when that is back: the book cannot be reached: the test broke it");
        assertThat(box.firewall.mode()).isEqualTo(Mode.OBSERVE);
        box.opened.mend();
    }

    @Test
    void the_pbx_itself_is_never_shut_out() {
        assertThat(box.run("why", "127.0.0.1").out())
                .contains("127.0.0.1 is the PBX itself: what it sends to itself always passes")
                .doesNotContain("dropped");
    }

    @Test
    void the_audit_says_who_did_it_by_the_kernels_word() {
        box.run("account", "add", "1001", "--name", "Jane", "--email", "jane@example.org");

        Event event = box.store.read(book -> book.events(1)).get(0);
        assertThat(event.kind()).isEqualTo(EventKind.ACCOUNT_ADDED);
        assertThat(event.actor()).isEqualTo("cli " + System.getProperty("user.name"));
    }

    @Test
    void an_account_is_disabled_enabled_given_a_new_pin_and_deleted() {
        enterAccount("1001", "Jane Doe");
        grant("1001", "203.0.113.7", Optional.empty());

        assertDone("account", "disable", "1001");
        assertThat(account("1001").enabled()).isFalse();
        assertThat(box.firewall.openFor(AddressRange.parse("203.0.113.7"))).isEmpty();
        assertRefused("disabled already", "account", "disable", "1001");
        assertDone("account", "enable", "1001");
        assertRefused("enabled already", "account", "enable", "1001");
        assertThat(box.run("account", "reset-pin", "1001").out()).containsPattern("PIN: [0-9]{6}");
        assertThat(account("1001").pin()).isNotEqualTo(HASH);
        assertThat(box.runReading("314159\n", "account", "reset-pin", "1001", "--pin-stdin")
                        .out())
                .doesNotContain("PIN:");
        assertThat(account("1001").pin().matches("314159")).isTrue();
        assertDone("account", "delete", "1001");
        assertRefused("there is no account 1001", "account", "delete", "1001");
    }

    @Test
    void an_account_that_exists_cannot_be_added() {
        enterAccount("1001", "Jane Doe");

        assertRefused(
                "account 1001 exists; choose another number",
                "account",
                "add",
                "1001",
                "--name",
                "X",
                "--email",
                "x@example.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100a1|Jane|a@b.example|sip|'is not an account number: 1 to 12 digits'",
                "1234567890123|Jane|a@b.example|sip|'is not an account number: 1 to 12 digits'",
                "1001|' '|a@b.example|sip|'must be 1 to 100 printable characters'",
                "1001|Jane|a b@c|sip|'is not a mail address'",
                "1001|Jane|a@b.example|sipp|'there is no service \"sipp\"'",
                "1001|Jane|a@b.example|S!P|'cannot be the name of a service'",
                "1001|Jane|a@b.example|','|'no service is named'",
            })
    void a_wrong_value_is_a_usage_error(String number, String name, String email, String services, String rule) {
        assertUsage(rule, "account", "add", number, "--name", name, "--email", email, "--services", services);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345\n", "123456\n", "111111\n", "27182a\n", "2718281828459\n", "271828 \n"})
    void a_bad_pin_is_a_usage_error_and_is_not_repeated(String input) {
        Result result =
                box.runReading(input, "account", "add", "1", "--name", "J", "--email", "a@b.example", "--pin-stdin");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).contains("PIN");
        if (!input.isBlank()) assertThat(result.err()).doesNotContain(input.strip());
        List<Account> accounts = box.store.read(book -> book.accounts());
        assertThat(accounts).isEmpty();
    }

    @Test
    void a_bad_extension_is_a_usage_error() {
        assertUsage(
                "the extension \"4;1\" must be",
                "account",
                "add",
                "1001",
                "--name",
                "J",
                "--email",
                "a@b.example",
                "--extension",
                "4;1");
    }

    @Test
    void an_option_that_is_missing_or_unknown_is_a_usage_error() {
        assertUsage("Missing required option: '--email=ADDRESS'", "account", "add", "1001", "--name", "J");
        assertUsage(
                "there is no option \"--force\" here; there are --config, --help, --version; see callgate account delete --help",
                "account",
                "delete",
                "1001",
                "--force");
        assertUsage(
                "there is no option \"--frce\" here; there are --config, --help, --version; see callgate --help",
                "--frce");
        assertUsage("there is no command \"statsu\" here; there are serve, migrate, status, doctor, list", "statsu");
        assertUsage("there is no command \"ad\" here; there are add, list, show", "account", "ad", "1");
        assertUsage("there is no option \"--nmae\" here", "account", "add", "1", "--nmae", "Bob", "--email", "");
        assertUsage("\"bob\" is one word too many; see callgate status --help", "status", "bob");
        assertUsage(
                "WHAT: there is no list \"banns\"; there are grants, bans, accounts, names, events", "list", "banns");
        assertUsage("ADDRESS: \"pbx\" is not an IPv4 or IPv6 address", "why", "pbx");
        assertUsage("--services: \"SIP\" cannot be", "account", "add", "1", "--name=B", "--email=", "--services=SIP");
        assertThat(box.run("account", "add", "1", "--name=B", "--email=", "--pin", "271828")
                        .err())
                .contains("\"--pin\"")
                .doesNotContain("271828");
        assertUsage("say what to do: add, list", "account");
        assertUsage("say what to do: serve", new String[0]);
    }

    @Test
    void an_argument_that_begins_with_an_at_sign_is_not_a_file_to_read() {
        assertUsage("\"@hosts\" is not an IPv4 or IPv6 address", "why", "@hosts");
    }

    @Test
    void grants_are_listed_for_people_and_for_programs() {
        enterAccount("1001", "Jane Doe");
        grant("1001", "203.0.113.7", Optional.empty());
        grant("1001", "2001:db8::/64", Optional.of(LATER));

        assertThat(box.run("list").out()).isEqualTo("""
                        ID  OWNER  ORIGIN  ADDRESS        SERVICES  SINCE                 UNTIL                 NOTE
                        1   1001   phone   203.0.113.7    rtp,sip   2026-03-01T12:00:00Z  -                     -
                        2   1001   phone   2001:db8::/64  rtp,sip   2026-03-01T12:00:00Z  2999-01-01T00:00:00Z  -
                        """);
        assertThat(box.run("list", "grants", "--json").out())
                .startsWith("[{\"id\":1,\"owner\":\"1001\",\"origin\":\"phone\",\"address\":\"203.0.113.7\","
                        + "\"services\":\"rtp,sip\",\"since\":\"2026-03-01T12:00:00Z\",\"until\":null,\"note\":\"\"},")
                .endsWith("}]\n");
    }

    @Test
    void an_empty_list_says_so_and_is_an_empty_array_for_programs() {
        assertThat(box.run("list", "accounts").out()).contains("there are no accounts");
        assertThat(box.run("account", "list", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void events_are_listed_the_newest_first_up_to_a_limit() {
        for (int i = 0; i < 5; i++) event("detail " + i);

        assertThat(box.run("list", "events", "--limit", "2").out().lines().skip(1))
                .hasSize(2)
                .first()
                .asString()
                .contains("detail 4");
        assertUsage("--limit: \"0\" is not a number from 1 to 10000", "list", "events", "--limit", "0");
        assertUsage("--limit", "list", "events", "--limit", "many");
        assertUsage("WHAT", "list", "everything");
    }

    @Test
    void text_from_outside_cannot_steer_the_terminal() {
        event("\u001b[2J\u0007\r\nfake line\u202e\u009b1m");

        String text = box.run("list", "events").out();
        String json = box.run("list", "events", "--json").out();

        assertThat(text).hasLineCount(2).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u202e]");
        assertThat(json).hasLineCount(1).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u202e]");
        assertThat(json).contains("\\u001b[2J\\u0007\\u000d\\u000afake line\\u202e\\u009b1m");
    }

    @Test
    void why_names_each_grant_that_lets_an_address_in() {
        enterAccount("1001", "Jane Doe");
        grant("1001", "203.0.113.7", Optional.of(LATER));
        box.enter(book -> book.addGrant(new NewGrant(
                new Owner("office"),
                Origin.ADMINISTRATOR,
                AddressRange.parse("203.0.113.0/24"),
                Services.of("web"),
                SINCE,
                Optional.empty(),
                "the branch")));
        assertDone("firewall", "restore");

        assertThat(box.run("why", "203.0.113.7").out())
                .contains(
                        "203.0.113.7 is let in by\n",
                        "  grant 1 of 1001 (Jane Doe) by phone, to rtp,sip, since 2026-03-01T12:00:00Z (",
                        "), until 2999-01-01T00:00:00Z\n",
                        "  grant 2 of office by administrator for 203.0.113.0/24, to web, since",
                        "until somebody ends it, note: the branch\n",
                        "the kernel lets it reach rtp,sip,web\n");
        assertThat(box.run("why", "203.0.113.7", "--json").out())
                .contains(
                        "\"address\":\"203.0.113.7\",\"let_in\":true,\"mode\":\"enforce\",\"lan\":null",
                        "\"name\":\"Jane Doe\"",
                        "\"kernel\":[\"rtp\",\"sip\",\"web\"],\"never_granted\":null");
    }

    @Test
    void why_says_when_the_kernel_does_not_hold_what_the_book_says() {
        enterAccount("1001", "Jane Doe");
        grant("1001", "203.0.113.7", Optional.empty());
        box.firewall.flush();

        assertThat(box.run("why", "203.0.113.7").out())
                .contains("the kernel does NOT let it reach rtp,sip: run callgate firewall restore");
    }

    @Test
    void whether_answers_pass_is_an_administrators_to_say_and_why_says_it() {
        assertThat(box.run("firewall", "shut", "2001:db8::7").out())
                .contains("without a grant, 2001:db8::7 is shut out of everything, answers included");
        assertThat(box.run("why", "2001:db8::7").out())
                .contains(
                        "nothing lets 2001:db8::7 in: what it sends is dropped\n",
                        "its answers to the PBX are dropped, too: cli ",
                        "'callgate firewall lift 2001:db8::7' lets it answer\n");
        assertThat(box.run("firewall", "lift", "2001:db8::7").out()).contains("may answer what the PBX sends there");
        assertThat(box.run("why", "2001:db8::7").out())
                .contains("but it may answer what the PBX itself sends there: cli ");
        assertThat(box.run("why", "2001:db8::7", "--json").out())
                .contains("\"answers\":true,\"answers_because\":\"cli ");
        assertThat(box.run("firewall", "lift", "2001:db8::/64").exit()).isEqualTo(2);
    }

    @Test
    void arming_lists_who_is_registered_without_a_grant_and_says_when_nobody_can_be_asked() {
        Contact stranger = new Contact("1002", Address.parse("203.0.113.8"));
        box.registrar = () -> new Registered(
                ImmutableSortedSet.of(stranger),
                ImmutableSetMultimap.of(),
                ImmutableSortedSet.of("203.0.113.9"),
                ImmutableSortedSet.of("1003"));
        assertThat(box.run("firewall", "contacts").out())
                .startsWith("1002 at 203.0.113.8\nregistered by a name or in a form that does not tell all addresses")
                .contains(", so that not all are judged: 1003; 'asterisk -rx");
        assertThat(box.run("firewall", "arm").out())
                .contains(
                        "registered at Asterisk and without a grant, to be shut out: 1002 at 203.0.113.8",
                        "not all are judged: 1003;");
        assertThat(box.run("why", "203.0.113.8").out()).contains("Asterisk has it as a contact of 1002");
        box.registrar = () -> {
            throw new IOException("AMI does not answer");
        };
        assertThat(box.run("firewall", "contacts").err())
                .contains("Asterisk does not say who is registered (AMI does not answer");
        assertThat(box.run("firewall", "arm").out()).contains("note: Asterisk does not say who is registered");
    }

    @Test
    void why_says_that_nothing_lets_an_address_in() {
        assertThat(box.run("why", "203.0.113.7").out())
                .isEqualTo("nothing lets 203.0.113.7 in: what it sends is dropped\n");
        assertThat(box.run("why", "2001:db8::1").out())
                .isEqualTo("nothing lets 2001:db8::1 in: what it sends is dropped\n");
    }

    @Test
    void why_says_that_in_observe_mode_nothing_is_dropped() {
        assertDone("firewall", "observe");

        assertThat(box.run("why", "203.0.113.7").out())
                .contains("would be dropped", "the firewall only observes: nothing is dropped");
    }

    @Test
    void why_names_the_lan_and_what_could_never_be_granted() {
        assertThat(box.run("why", "192.168.1.2").out())
                .contains("192.168.1.2 is in the LAN 192.168.0.0/16 (firewall.lan): it is always let in");
        assertThat(box.run("why", "127.0.0.1").out()).contains("127.0.0.1 is never granted: it touches");
        assertThat(box.run("why", "10.1.2.3").out()).contains("add it to policy.allow if you mean it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"300.1.1.1", "pbx.example", "203.0.113.7/", "203.0.113.7/24", "fe80::1%eth0", ""})
    void why_refuses_what_is_no_address(String text) {
        assertThat(box.run("why", text).exit()).isEqualTo(2);
        assertThat(box.run("why", text).err()).hasLineCount(1).contains("ADDRESS");
    }

    @Test
    void what_was_not_sent_is_listed_whichever_way_it_was_to_go() {
        assertThat(box.run("list", "mails").out()).isEqualTo("nothing waits to be sent, and nothing was given up\n");
        box.enter(book -> {
            book.post("mail", new Message("a@b.example", "hello\r\nBcc: c", "b"), SINCE);
            book.messageFailed(book.lastMessageId(), Optional.of(LATER), "450 not now");
            book.post("page", new Message("+15551234", "", "b"), SINCE);
            book.messageFailed(book.lastMessageId(), Optional.empty(), "no such number");
        });
        assertThat(box.run("list", "mails").out()).isEqualTo("""
                        ID  CHANNEL  TO           SINCE                 STATE     ATTEMPTS  NEXT ATTEMPT          LAST ERROR      SUBJECT
                        2   page     +15551234    2026-03-01T12:00:00Z  given up  0         -                     no such number  -
                        1   mail     a@b.example  2026-03-01T12:00:00Z  waiting   0         2999-01-01T00:00:00Z  450 not now     hello??Bcc: c
                        """);
        assertThat(box.run("list", "mails", "--json", "-n", "1").out())
                .contains("\"channel\":\"page\"", "\"state\":\"given up\"", "\"next_attempt\":null")
                .doesNotContain("\"mail\"");
        assertThat(box.run("status").out()).contains("mails     1 waiting");
        assertThat(box.run("status", "--json").out())
                .contains("\"waiting_mails\":1", "\"waiting_messages\":{\"mail\":1}");
    }

    @Test
    void status_says_how_all_parts_are() {
        enterAccount("1001", "Jane Doe");
        box.enter(book -> {
            book.post("mail", new Message("a@b.example", "s", "b"), SINCE);
            book.putAttempts(Subject.account(new AccountNumber("1001")), new Attempts(9, SINCE, LATER, Instant.EPOCH));
        });

        assertThat(box.run("status").out())
                .containsPattern("callgate \\S+, up [0-9]+s\n")
                .contains(
                        "mode      enforce\n",
                        "kernel    in line with the book\n",
                        "packets   12 let in by grant, 350 dropped\n          banned 5, granted 12, closed 345\n",
                        "grants    0\n",
                        "bans      0\n",
                        "accounts  1\n",
                        "scanner   1234 bytes read, 7 failures, 1 unclear\n",
                        "          /var/log/asterisk/messages.log is not there\n",
                        "calls     3 in progress\n",
                        "mails     1 waiting; mail.smtp is not set, so mails stay in the outbox\n",
                        "locks     1 closed\n",
                        "account 1001 until 2999-01-01T00:00:00Z\n");
        assertThat(box.run("status", "--json").out())
                .contains("\"packets\":{\"banned\":5,\"granted\":12,\"closed\":345}", "\"bans\":0")
                .contains("\"running\":true", "\"calls\":3", "\"waiting_mails\":1")
                .contains("\"locks\":{\"account 1001\":\"2999-01-01T00:00:00Z\"}");
    }

    @Test
    void status_says_why_mails_do_not_go_out() throws IOException {
        box.stop();
        box.configure("mail.smtp = \"smtp://127.0.0.1:25\"\n");
        box.start();

        assertThat(box.run("status").out()).contains("mails     0 waiting; the mail server does not answer\n");
    }

    @Test
    void status_names_the_fault_when_the_kernel_does_not_follow() {
        box.firewall.breakDown("nftables does not answer: the test broke it");

        assertThat(box.run("status").out())
                .contains("kernel    NOT IN LINE with the book: nftables does not answer: the test broke it\n");
    }

    @Test
    void a_book_that_cannot_be_reached_is_a_failure_in_one_line() {
        box.opened.breakDown();

        assertRefused("the book cannot be reached: the test broke it", "list");
    }

    @Test
    void the_firewall_is_shown_restored_and_set_to_observe() {
        enterAccount("1001", "Jane Doe");
        grant("1001", "203.0.113.7", Optional.empty());
        box.firewall.flush();

        assertThat(box.run("firewall", "show").out()).startsWith("table inet callgate {\n    set x {\n");
        assertThat(box.run("firewall", "restore").out()).contains("had to change");
        assertThat(box.run("firewall", "restore").out()).contains("nothing had to change");
        assertThat(box.run("firewall", "observe").out())
                .contains("this lasts, also over restarts, until 'callgate firewall arm'");
        assertThat(box.firewall.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(box.store.read(book -> book.events(1)).get(0).kind()).isEqualTo(EventKind.FIREWALL_MODE);
    }

    @Test
    void a_firewall_that_fails_is_a_failure_in_one_line() {
        box.firewall.breakDown("nftables does not answer: the test broke it");

        assertRefused("nftables does not answer", "firewall", "show");
        assertRefused("nftables does not answer", "firewall", "restore");
        assertRefused("nftables does not answer", "firewall", "observe");
    }

    @Test
    void the_configuration_may_be_named_anywhere() {
        List<String> config = List.of("--config", box.configFile.toString());

        assertThat(box.runExactly("", List.of(config.get(0), config.get(1), "account", "list"))
                        .exit())
                .isZero();
        assertThat(box.runExactly("", List.of("account", config.get(0) + "=" + config.get(1), "list"))
                        .exit())
                .isZero();
        assertThat(box.runExactly("", List.of("account", "list", config.get(0), config.get(1)))
                        .exit())
                .isZero();
    }

    @Test
    void a_configuration_that_is_wrong_is_a_failure_in_one_line() throws IOException {
        Files.writeString(box.configFile, "[agi]\nmax-cals = 1\n");

        assertRefused("line 2, column 1: there is no key \"agi.max-cals\"; did you mean \"agi.max-calls\"?", "status");
    }

    @Test
    void help_and_version_need_nothing() throws IOException {
        Files.writeString(box.configFile, "broken");

        assertThat(box.run("--version").out()).startsWith("callgate ");
        assertThat(box.run("--help").out())
                .contains("serve", "migrate", "status", "list", "why", "account", "firewall");
        assertThat(box.run("account", "add", "--help").out()).contains("--pin-stdin", "--config");
    }

    @Test
    void a_second_daemon_is_refused() {
        assertRefused(") holds " + box.directory.resolve("book.db.lock"), "serve");
        assertRefused(") holds " + box.directory.resolve("book.db.lock"), "migrate");
    }

    @Test
    void a_daemon_that_stopped_leaves_no_socket_and_commands_go_on_without_it() {
        enterAccount("1001", "Jane Doe");
        box.stop();

        assertThat(box.socket()).doesNotExist();
        assertThat(box.run("account", "list").out()).contains("Jane Doe");
    }

    private void assertDone(String... args) {
        Result result = box.run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    private void assertRefused(String why, String... args) {
        assertFailed(1, why, args);
    }

    private void assertUsage(String why, String... args) {
        assertFailed(2, why, args);
    }

    private void assertFailed(int exit, String why, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).startsWith("callgate: ").hasLineCount(1).contains(why);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(exit);
    }

    private Account account(String number) {
        return box.store.read(book -> book.account(new AccountNumber(number))).orElseThrow();
    }

    private void enterAccount(String number, String name) {
        box.enter(book -> book.addAccount(new Account(
                new AccountNumber(number),
                name,
                "jane@example.org",
                Services.of("sip", "rtp"),
                Optional.empty(),
                HASH,
                true,
                SINCE,
                Optional.empty())));
    }

    /** By another program, and seen by the daemon. */
    private void grant(String owner, String range, Optional<Instant> endsAt) {
        AddressRange wanted = AddressRange.parse(range);
        box.enter(book -> book.addGrant(
                new NewGrant(new Owner(owner), Origin.PHONE, wanted, Services.of("sip", "rtp"), SINCE, endsAt, "")));
        await().until(() -> !box.firewall.openFor(wanted).isEmpty());
    }

    private void event(String detail) {
        box.enter(
                book -> book.record(new Event(SINCE, EventKind.LOGIN_FAILED, "phone", "", "", "", "5551234", detail)));
    }
}
