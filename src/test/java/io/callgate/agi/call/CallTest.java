package io.callgate.agi.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.agi.CallServer;
import io.callgate.agi.GivenKeys;
import io.callgate.agi.TerminalPhone;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.gate.act.Accounts;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole call over a real FastAGI connection and a real book, from the terminal telephone. */
class CallTest {

    private static final String LOGIN = "1001#483920#";

    @TempDir
    Path folder;

    private Box box;
    private Logins logins;
    private CallServer server;

    @BeforeEach
    void open() throws Exception {
        box = new Box(folder);
        box.account("1001", "483920");
        serve(100);
    }

    private void serve(int maxCalls) throws Exception {
        logins = new Logins(box.gate, 2);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = new CallServer(loopback, maxCalls, new CallScript(box.gate, logins, Doorbell.SILENT));
    }

    @AfterEach
    void close() {
        server.close();
        logins.close();
        box.close();
    }

    /** What a call left: its channel variables, and the words said. */
    private record Heard(Map<String, String> variables, List<String> words) {
        String status() {
            return variables.getOrDefault("CALLGATE_STATUS", "(unset)");
        }
    }

    private Heard call(String keys) throws Exception {
        return call(keys, "+15551234");
    }

    private Heard call(String keys, String caller) throws Exception {
        List<String> said = new ArrayList<>();
        TerminalPhone phone = new TerminalPhone(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                caller,
                Prompts.of("en"),
                new GivenKeys(keys, false),
                said::add);
        Map<String, String> variables = phone.call();
        return new Heard(variables, said);
    }

    private List<String> addresses() {
        return box.grants().stream().map(Grant::range).map(Object::toString).toList();
    }

    @Test
    void a_caller_who_knows_the_way_keys_straight_through() throws Exception {
        Heard heard = call(LOGIN + "203*0*113*7#1");
        assertThat(heard.status()).isEqualTo("GRANTED");
        assertThat(heard.variables()).containsEntry("CALLGATE_ADDRESS", "203.0.113.7");
        assertThat(addresses()).containsExactly("203.0.113.7");
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
        assertThat(heard.words()).endsWith("Your address", "is allowed.", "Goodbye.");
    }

    @Test
    void a_caller_who_listens_hears_the_address_read_back_before_it_is_let_in() throws Exception {
        Heard heard = call("1001#,483920#,,203000113007#,1");
        assertThat(heard.status()).isEqualTo("GRANTED");
        assertThat(heard.words())
                .contains("The address is", "2 0 3 dot 0 dot 1 1 3 dot 7")
                .contains(Prompts.of("en").ofFile("callgate/confirm-address"));
    }

    @Test
    void who_cannot_be_told_whether_it_was_saved_is_told_that_and_gets_a_mail() throws Exception {
        Prompts prompts = Prompts.of("en");
        List<String> said = new ArrayList<>();
        TerminalPhone phone = new TerminalPhone(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                "+15551234",
                prompts,
                new GivenKeys("1001#,483920#,,203000113007#,1", false),
                words -> {
                    said.add(words);
                    if (words.equals(prompts.ofFile("callgate/confirm-address"))) box.store.loseAnswers(true);
                });
        assertThat(phone.call()).containsEntry("CALLGATE_STATUS", "ERROR");
        assertThat(said).contains(prompts.ofFile("callgate/unconfirmed"));
        box.store.mend();
        await().until(() -> {
            box.clock.forward(Duration.ofSeconds(1));
            return box.mails().stream()
                    .anyMatch(mail -> mail.message().subject().contains("now allowed is 203.0.113.7"));
        });
    }

    @Test
    void keying_it_again_replaces_what_was_keyed_before() throws Exception {
        assertThat(call(LOGIN + "203*0*113*8#2#203*0*113*7#1").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1001#483920#203*0*113*7#* | CANCELLED",
                "1001#483920#203*0*113*7#  | CANCELLED",
                "1001#483920#203*0*113*7#999 | REFUSED",
                "1001#483920# | CANCELLED",
                "1001# | CANCELLED",
                "1001#000001# | REFUSED",
                "1001#000001#,1001#483920# | CANCELLED",
                "1001#483920#127*0*0*1# | REFUSED",
                "1001#483920#127*0*0*1#,203*0*113*7# | CANCELLED",
                "1001#483920#127*0*0*1#203*0*113*7#1 | REFUSED",
                "1001#000001#203*0*113*7#1 | REFUSED",
                "'' | CANCELLED",
                "1001#000001#,1001#000002#,1001#000003# | REFUSED",
                "7777#483920#,7777#483920#,7777#483920# | REFUSED",
                "##,##,## | CANCELLED",
                "1001#483920#256*0*0*1#,1*2*3#,# | REFUSED",
                "1001#483920#127*0*0*1#,10*0*0*1#,192*0*2*1# | REFUSED",
                "1001#483920#198*51*100*7#,224*0*0*1#,1# | REFUSED",
            })
    void whatever_is_not_confirmed_or_not_allowed_changes_nothing(String keys, String status) throws Exception {
        assertThat(call(keys).status()).isEqualTo(status);
        assertThat(addresses()).isEmpty();
        assertThat(box.events(EventKind.GRANTED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "';#', refused-nothing",
        "256*0*0*1#, refused-octet",
        "1*2*3#, refused-few",
        "1*2*3*4*5#, refused-many",
        "2030113007#, refused-twelve",
        "127*0*0*1#, refused-special",
        "10*0*0*1#, refused-private",
        "192*0*2*1#, refused-own",
        "198*51*100*7#, refused-extra"
    })
    void every_refusal_of_an_address_is_spoken_and_the_caller_may_try_again(String keyed, String prompt)
            throws Exception {
        Heard heard = call(LOGIN + keyed + ",203*0*113*7#1");
        assertThat(heard.words()).contains(Prompts.of("en").ofFile("callgate/" + prompt));
        assertThat(heard.status()).isEqualTo("GRANTED");
    }

    @Test
    void hanging_up_before_the_confirming_key_changes_nothing() throws Exception {
        for (String keys :
                new String[] {"!", "1001!", "1001#48!", "1001#483920#!", LOGIN + "203*0!", LOGIN + "203*0*113*7#!"}) {
            assertThat(call(keys).status()).isEqualTo("(unset)");
            assertThat(addresses()).isEmpty();
        }
    }

    @Test
    void hanging_up_after_the_confirming_key_leaves_the_grant() throws Exception {
        call(LOGIN + "203*0*113*7#,1!");
        await().untilAsserted(() -> assertThat(addresses()).containsExactly("203.0.113.7"));
    }

    @Test
    void the_menu_replaces_tells_and_removes() throws Exception {
        call(LOGIN + "203*0*113*7#1");
        assertThat(call(LOGIN + "203*0*113*99#1").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.99");
        Heard told = call(LOGIN + "2,,*");
        assertThat(told.status()).isEqualTo("CANCELLED");
        assertThat(told.words()).contains("2 0 3 dot 0 dot 1 1 3 dot 9 9", "It stays until you change it.");
        assertThat(call(LOGIN + "3#**").status()).isEqualTo("CANCELLED");
        assertThat(addresses()).hasSize(1);
        assertThat(call(LOGIN + "31").status()).isEqualTo("REMOVED");
        assertThat(addresses()).isEmpty();
        assertThat(box.firewall.isOpenFor("203.0.113.99")).isFalse();
    }

    @Test
    void the_same_address_again_is_unchanged() throws Exception {
        call(LOGIN + "203*0*113*7#1");
        Heard heard = call(LOGIN + "203000113007#1");
        assertThat(heard.status()).isEqualTo("UNCHANGED");
        assertThat(heard.words()).contains(Prompts.of("en").ofFile("callgate/unchanged"));
        assertThat(box.events(EventKind.GRANTED)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "195*51*100*9#1 | 195.51.100.9",
                "195*51*100*9#1# | 195.51.100.9",
                "195*51*100*9##1 | 195.51.100.9",
                "#195*51*100*9#1 | 195.51.100.9",
                "12*0*2*9#1 | 12.0.2.9",
                "1*2*3*4#1 | 1.2.3.4",
                "2*2*3*4#1 | 2.2.3.4",
                "3*2*3*4#1 | 3.2.3.4",
                "31*13*65*1#1 | 31.13.65.1",
                "31*1*1*1#1 | 31.1.1.1",
                "131*13*65*1#1 | 131.13.65.1",
                "195051100009#1 | 195.51.100.9",
                "310130650010#1 | 203.0.113.50",
                "1#195*51*100*9#1 | 195.51.100.9",
                "1,195*51*100*9#1 | 203.0.113.50",
                "1,195*51*100*9#;1 | 195.51.100.9",
                "1203*0*113*7#1 | 203.0.113.50",
                "3195*51*100*9#1 | 203.0.113.50",
                "256*0*0*1#195*51*100*9#1 | 203.0.113.50",
                "256*0*0*1#,195*51*100*9#1 | 195.51.100.9",
                "127*0*0*1#195*51*100*9#1 | 203.0.113.50",
                "195*51*100*9,1 | 203.0.113.50",
                "195*51*100*1,1#1 | 203.0.113.50",
                "195*51*100*9,;1 | 195.51.100.9",
                "195*51*100*9#195*51*100*8#1 | 195.51.100.8",
                "195*51*100*9#2#195*51*100*8#1 | 195.51.100.8",
                "195*51*100*9#11 | 203.0.113.50",
                "0000000000000000000000000000000195*51*100*99#1 | 203.0.113.50",
            })
    void the_same_keys_mean_the_same_whether_an_address_is_in_or_not(String keys, String then) throws Exception {
        boolean keyed = !then.equals("203.0.113.50");
        call(LOGIN + keys);
        await().untilAsserted(
                        () -> assertThat(addresses()).as("at first").isEqualTo(keyed ? List.of(then) : List.of()));
        call(LOGIN + "203*0*113*50#1");
        call(LOGIN + keys);
        await().untilAsserted(() -> assertThat(addresses()).as("in its place").containsExactly(then));
    }

    @ParameterizedTest
    @CsvSource({"31", "31#", "'31,'", "3#1", "'3,1'", "'3,1#'", "#31", "##3##1"})
    void a_removal_may_be_keyed_ahead(String keys) throws Exception {
        call(LOGIN + "203*0*113*50#1");
        assertThat(call(LOGIN + keys).status()).isEqualTo("REMOVED");
        assertThat(addresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"311", "3111", "31*", "310", "3", "3#", "3#2", "13", "1#31", "1#3#1", "231", "2#13"})
    void nothing_like_it_removes_anything(String keys) throws Exception {
        call(LOGIN + "203*0*113*50#1");
        call(LOGIN + keys);
        assertThat(addresses()).containsExactly("203.0.113.50");
    }

    @Test
    void a_wrong_pin_is_one_failure_though_an_address_was_keyed_behind_it() throws Exception {
        call("1001#000001#203*0*113*7#1");
        assertThat(box.events(EventKind.LOGIN_FAILED)).hasSize(1);
        assertThat(call("1001##483920##203*0*113*7##1").status())
                .as("a pound too many")
                .isEqualTo("GRANTED");
        assertThat(box.events(EventKind.LOGIN_FAILED)).hasSize(1);
    }

    @Test
    void a_grant_with_an_end_is_told_with_its_end() throws Exception {
        close();
        box = new Box(
                folder,
                r -> new io.callgate.core.Rules(
                        r.policy(),
                        r.bans(),
                        r.guessing(),
                        r.services(),
                        r.channels(),
                        Optional.of(Duration.ofHours(4)),
                        r.names(),
                        r.knock()));
        serve(100);
        call(LOGIN + "203*0*113*7#1");
        assertThat(call(LOGIN + "2,,*").words()).contains("until").anyMatch(w -> w.contains("2026"));
    }

    @Test
    void wrong_pins_lock_and_the_lock_is_spoken() throws Exception {
        assertThat(call("1001#000001#,1001#000002#,1001#000003#").status()).isEqualTo("REFUSED");
        assertThat(call("1001#000004#,1001#000005#,1001#000006#").status()).isEqualTo("LOCKED");
        assertThat(call(LOGIN + "203*0*113*7#1").status()).isEqualTo("LOCKED");
        assertThat(addresses()).isEmpty();
    }

    @Test
    void unknown_disabled_and_wrong_hear_the_same_words() throws Exception {
        box.account("1002", "594031");
        box.gate.ask(Accounts.disable(new AccountNumber("1002"), "test"));
        List<String> wrong = call("1001#000001#,!").words();
        assertThat(call("1002#594031#,!").words()).isEqualTo(wrong);
        assertThat(call("7777#000001#,!").words()).isEqualTo(wrong);
    }

    @Test
    void calls_beyond_the_limit_are_refused_aloud() throws Exception {
        close();
        box = new Box(folder);
        serve(0);
        Heard heard = call(LOGIN + "203*0*113*7#1");
        assertThat(heard.status()).isEqualTo("ERROR");
        assertThat(heard.words()).containsExactly(Prompts.of("en").ofFile("callgate/busy"));
    }

    @Test
    void a_firewall_that_fails_is_told_to_the_caller() throws Exception {
        box.firewall.breakDown("netlink is gone");
        Heard heard = call(LOGIN + "203*0*113*7#1");
        assertThat(heard.status()).isEqualTo("ERROR");
        assertThat(heard.words()).contains(Prompts.of("en").ofFile("callgate/saved-not-open"));
        assertThat(heard.words()).doesNotContain("is allowed.");
    }

    @Test
    void a_removal_that_the_firewall_has_not_followed_is_not_called_done() throws Exception {
        call(LOGIN + "203*0*113*7#1");
        box.firewall.breakDown("netlink is gone");
        Heard heard = call(LOGIN + "31");
        assertThat(heard.status()).isEqualTo("ERROR");
        assertThat(heard.words())
                .contains(Prompts.of("en").ofFile("callgate/sorry-error"))
                .doesNotContain(Prompts.of("en").ofFile("callgate/removed"));
    }

    @Test
    void a_caller_id_that_is_an_attack_is_harmless() throws Exception {
        call(LOGIN + "203*0*113*7#1", "\"Robert'); DROP TABLE account;--\" <+1555\u001b[2J$(reboot)>");
        assertThat(box.events(EventKind.GRANTED)).singleElement().satisfies(e -> assertThat(e.caller())
                .matches("[0-9A-Za-z+*._-]{1,40}"));
    }
}
