package io.callgate.agi;

import static io.callgate.core.ring.Ring.Means.DOORBELL;
import static io.callgate.core.ring.Ring.Means.EXTENSION;
import static io.callgate.core.ring.Ring.Means.UNNAMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.agi.call.CallScript;
import io.callgate.agi.call.Prompts;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.gate.act.Logins;
import io.callgate.testing.Box;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls while phones ring: who keys what, and what that lets in. A comma leaves one question unanswered. */
class RingTest {

    private static final String LOGIN = "1001#483920#";
    private static final String ADDRESS = words("address");

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final List<Ring> rings = new ArrayList<>();
    private Box box;
    private Logins logins;
    private CallServer server;

    @BeforeEach
    void open() throws Exception {
        box = new Box(folder);
        box.account("1001", "483920");
        logins = new Logins(box.gate, 2);
        CallScript script = new CallScript(box.gate, logins, this::rings);
        server = new CallServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, script);
    }

    private List<Ring> rings(AccountNumber account) {
        return account.equals(new AccountNumber("1001")) ? List.copyOf(rings) : List.of();
    }

    @AfterEach
    void close() {
        server.close();
        logins.close();
        box.close();
    }

    private void rang(Ring.Means means, String... addresses) {
        for (String address : addresses)
            rings.add(new Ring(Address.parse(address), box.clock.instant().toEpochMilli(), means));
    }

    private record Heard(Map<String, String> variables, List<String> words) {
        String status() {
            return variables.getOrDefault("CALLGATE_STATUS", "(unset)");
        }
    }

    private Heard call(String keys) throws Exception {
        return call(new GivenKeys(LOGIN + keys, false));
    }

    private Heard call(TerminalPhone.Keypad keypad) throws Exception {
        said.clear();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        Map<String, String> variables = new TerminalPhone(address, "1", Prompts.of("en"), keypad, said::add).call();
        return new Heard(variables, List.copyOf(said));
    }

    private static String words(String prompt) {
        return Prompts.of("en").ofFile("callgate/" + prompt);
    }

    private List<String> addresses() {
        return box.grants().stream().map(Grant::range).map(Object::toString).toList();
    }

    // One that rang at the account's own port.

    @ParameterizedTest
    @ValueSource(strings = {";1", ";1#", ",;1", ",1", "1#;1", "1,;1", "##;1", ";#;1", "1#1#;1", ",1!"})
    void a_1_allows_the_one_that_rang_once_it_was_read_out(String keys) throws Exception {
        rang(DOORBELL, "203.0.113.7");
        call(keys);
        await().untilAsserted(() -> assertThat(addresses()).containsExactly("203.0.113.7"));
        assertThat(said).containsSubsequence(words("rang-from"), TerminalPhone.spelled("203.0.113.7"));
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
    }

    @Test
    void an_address_of_ipv6_is_read_out_and_allowed_in_the_same_way() throws Exception {
        rang(DOORBELL, "2001:db8::a:7");
        assertThat(call(";1").words())
                .containsSubsequence(words("rang-from"), "2 0 0 1 colon d b 8 colon colon a colon 7");
        assertThat(addresses()).containsExactly("2001:db8::a:7");
    }

    @Test
    void a_2_leads_to_another_address_and_a_star_ends() throws Exception {
        rang(DOORBELL, "203.0.113.7");
        assertThat(call(";*").status()).isEqualTo("CANCELLED");
        assertThat(call("*").status()).isEqualTo("CANCELLED");
        assertThat(addresses()).isEmpty();
        assertThat(call(";2,,203*0*113*8#;1").words()).contains(ADDRESS);
        assertThat(addresses()).containsExactly("203.0.113.8");
    }

    @ParameterizedTest
    @CsvSource({
        "203*0*113*9#1, 203.0.113.9",
        "203000113009#1, 203.0.113.9",
        "192*0*2*9#1, 192.0.2.9",
        "12*0*2*9#1, 12.0.2.9",
        "1*0*0*9#1, 1.0.0.9",
        "2*0*0*9#1, 2.0.0.9",
        "31*13*65*1#1, 31.13.65.1",
        "'203*0*113*9,;1', 203.0.113.9",
        "';203*0*113*9#1', 203.0.113.9",
        "';192*0*2*9#;1', 192.0.2.9",
        "1#192*0*2*9#1, 192.0.2.9"
    })
    void an_address_that_is_keyed_is_taken_although_a_phone_rang(String keys, String address) throws Exception {
        rang(DOORBELL, "203.0.113.7");
        assertThat(call(keys).status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly(address);
        rings.clear();
        rang(EXTENSION, "203.0.113.77", "203.0.113.78");
        call("31");
        assertThat(call(keys.replace("1#192", "1#*192").replace("9#1", "9#;1")).status())
                .as("though several rang")
                .isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly(address);
    }

    @ParameterizedTest
    @CsvSource({
        "'', CANCELLED",
        "'1', CANCELLED",
        "'1#', CANCELLED",
        "'##1', CANCELLED",
        "'#', CANCELLED",
        "'3', CANCELLED",
        "';3', CANCELLED",
        "'11', REFUSED",
        "'1*', REFUSED",
        "'12', REFUSED",
        "'1#1#', CANCELLED",
        "'1#1#1#1#1', CANCELLED",
        "'1#203*0*113*9#', CANCELLED",
        "'19', REFUSED",
        "';19#1', REFUSED",
        "'203*0#1', REFUSED",
        "'2', CANCELLED",
        "';2,1', REFUSED",
        "';2,1#1#1#1', REFUSED",
        "'203*0*113*9#', CANCELLED",
        "'*1', CANCELLED",
        "';!', (unset)",
        "'1!', (unset)"
    })
    void nothing_else_allows_anything(String keys, String status) throws Exception {
        rang(DOORBELL, "203.0.113.7");
        assertThat(call(keys).status()).isEqualTo(status);
        assertThat(addresses()).isEmpty();
    }

    @Test
    void a_1_before_the_address_was_read_out_has_it_read_out_and_does_not_allow_it() throws Exception {
        rang(DOORBELL, "203.0.113.7");
        Heard heard = call("1#1");
        assertThat(heard.words())
                .containsSubsequence(
                        words("listen-first"),
                        words("rang-from"),
                        TerminalPhone.spelled("203.0.113.7"),
                        words("allow-ring"));
        assertThat(addresses()).isEmpty();
    }

    // Whose ring it is, and which are worth hearing.

    @Test
    void what_may_not_be_granted_or_is_in_already_is_not_offered() throws Exception {
        box.gate.ask(new io.callgate.gate.act.AllowAddress(
                new AccountNumber("1001"), Address.parse("203.0.113.7"), new io.callgate.core.account.Caller("1")));
        rang(EXTENSION, "10.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.7");
        Heard heard = call(";1,,203*0*113*8#;1");
        assertThat(heard.words()).contains(ADDRESS).doesNotContain(words("rang-from"));
        assertThat(addresses()).containsExactly("203.0.113.8");
    }

    @Test
    void the_menu_offers_it_as_a_replacement() throws Exception {
        call("203*0*113*8#1");
        rang(DOORBELL, "203.0.113.7");
        assertThat(call("1#;1").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.7");
    }

    @Test
    void without_a_ring_no_word_is_said_of_it() throws Exception {
        Heard silent = call(",203*0*113*8#,1");
        assertThat(silent.words().stream().filter(w -> w.contains("rang"))).isEmpty();
        assertThat(addresses()).containsExactly("203.0.113.8");
    }

    // Several, or one that named nobody.

    @ParameterizedTest
    @CsvSource({
        "';7#', 203.0.113.7",
        "';007#', 203.0.113.7",
        "',;7#', 203.0.113.7",
        "';#;8#', 203.0.113.8",
        "';5#;8#', 203.0.113.8",
        "';#;#;72#', 2001:db8::7a",
        "';#;#;0072#', 2001:db8::7a",
        "';#;#;#;203*0*113*99#;1', 203.0.113.99",
        "';#;#;7#;203*0*113*99#;1', 203.0.113.99",
        "';*#203*0*113*99#1', 203.0.113.99",
        "';*,203*0*113*99#;1', 203.0.113.99",
        "';*203*0*113*99#;1', 203.0.113.99",
        "';203*0*113*99#1', 203.0.113.99",
        "'203*0*113*99#1', 203.0.113.99",
        "'203000113099#1', 203.0.113.99",
        "'8#;7#', 203.0.113.7",
        "'7#;7#', 203.0.113.7"
    })
    void of_several_the_last_number_chooses(String keys, String address) throws Exception {
        rang(EXTENSION, "203.0.113.7", "203.0.113.8");
        rang(DOORBELL, "2001:db8::7a");
        rang(UNNAMED, "203.0.113.10");
        assertThat(call(keys).status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                ";1",
                ";1#",
                "1#1#1#",
                "7#",
                "7",
                ";7",
                ";203,",
                ";7!",
                ";5#;7#",
                ";5#;7#;7#",
                ";#;7#",
                ";8#",
                ";#;#;7#",
                ";#;#;#;10#",
                ";#;#;#",
                ";*",
                ";*#1",
                "#",
                "##",
                ";77#",
                ";70#",
                ";0#",
                ";00007#"
            })
    void nothing_else_chooses_any_of_them(String keys) throws Exception {
        rang(EXTENSION, "203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.10");
        call(keys);
        assertThat(addresses()).isEmpty();
    }

    @Test
    void each_is_read_out_in_the_given_order_and_three_at_most() throws Exception {
        rang(EXTENSION, "203.0.113.9", "203.0.113.7", "203.0.113.8", "203.0.113.10");
        Heard heard = call(";#;1#;#");
        assertThat(heard.words())
                .containsSubsequence(
                        words("rang-from"),
                        TerminalPhone.spelled("203.0.113.9"),
                        words("rang-next"),
                        TerminalPhone.spelled("203.0.113.7"),
                        words("wrong-number"),
                        words("rang-next"),
                        TerminalPhone.spelled("203.0.113.8"),
                        ADDRESS)
                .doesNotContain(TerminalPhone.spelled("203.0.113.10"));
    }

    /** The owner's habit: the menu's 1, and one more for what is said then. */
    @ParameterizedTest
    @EnumSource(
            value = Ring.Means.class,
            names = {"EXTENSION", "UNNAMED"})
    void a_stranger_who_rang_is_not_let_in_by_a_1(Ring.Means means) throws Exception {
        rang(means, "203.0.113.7");
        for (String before : new String[] {"", "203*0*113*50#1"}) {
            if (!before.isEmpty()) call(before + ";1");
            List<String> then = addresses();
            for (String keys : new String[] {
                "1",
                "1#",
                "11",
                "1#1",
                "1#1#1#1#",
                "1,1",
                ";1",
                ";1#",
                ";1;1",
                ";1;1#;1#;1",
                ";1,;1,;1",
                ";#",
                ";*",
                ";1#1",
                "31"
            }) {
                if (keys.equals("31") && !then.isEmpty()) continue;
                call(keys);
                assertThat(addresses()).as(keys).isEqualTo(then);
            }
        }
        assertThat(call("1#;7#").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::a", "2001:db8::3"})
    void a_stranger_with_an_address_that_ends_as_people_choose_is_not_let_in_by_that(String address) throws Exception {
        rang(EXTENSION, address);
        for (String keys : new String[] {";1#", ";2#", ";3#", "1#;1#", ";1#;1", ";2#1#"}) {
            call(keys);
            assertThat(addresses()).as(keys).isEmpty();
        }
        char last = address.charAt(address.length() - 1);
        assertThat(call(";0" + (last == 'a' ? '2' : last) + "#").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly(address);
    }

    @Test
    void where_the_account_had_the_address_before_that_is_said_and_asks_for_no_less() throws Exception {
        call("203*0*113*7#1");
        call("203*0*113*8#1");
        rang(EXTENSION, "203.0.113.7");
        assertThat(call("1#;1").words())
                .containsSubsequence(TerminalPhone.spelled("203.0.113.7"), words("had-before"), words("last-number"));
        assertThat(addresses()).containsExactly("203.0.113.8");
        assertThat(call("1#;7#").status()).isEqualTo("GRANTED");
        rings.clear();
        rang(DOORBELL, "203.0.113.8");
        assertThat(call("1#;1").words())
                .containsSubsequence(TerminalPhone.spelled("203.0.113.8"), words("had-before"), words("allow-ring"));
        assertThat(addresses()).containsExactly("203.0.113.8");
        rings.clear();
        rang(DOORBELL, "203.0.113.9");
        assertThat(call("1#;1").words()).doesNotContain(words("had-before"));
    }

    @Test
    void an_address_that_the_account_had_before_is_offered_before_strangers() throws Exception {
        call("203*0*113*7#1");
        call("31");
        rang(EXTENSION, "198.51.99.1", "198.51.99.2", "198.51.99.3", "198.51.99.4", "203.0.113.7");
        assertThat(call(";#;#;7#").status()).isEqualTo("GRANTED");
    }

    @Test
    void an_address_that_ends_in_zeros_is_chosen_by_a_zero_and_not_by_nothing() throws Exception {
        rang(UNNAMED, "2001:db8::");
        assertThat(call(";#").words()).contains(ADDRESS);
        assertThat(addresses()).isEmpty();
        assertThat(call(";0#").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("2001:db8::");
    }

    @Test
    void a_number_keyed_before_the_address_was_heard_does_not_count() throws Exception {
        rang(EXTENSION, "203.0.113.7", "203.0.113.8");
        Heard heard = call("7#");
        assertThat(addresses()).isEmpty();
        assertThat(heard.words()).containsSubsequence(words("listen-first"), TerminalPhone.spelled("203.0.113.7"));
        assertThat(call("7#7#7#,203*0*113*99#1").status()).as("nor forever").isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.99");
    }

    @Test
    void when_two_end_alike_the_number_is_not_enough() throws Exception {
        rang(EXTENSION, "198.18.7.7", "203.0.113.7", "203.0.114.7");
        assertThat(call(";7#").status()).isEqualTo("CANCELLED");
        assertThat(call(";7#1").status()).isEqualTo("CANCELLED");
        assertThat(addresses()).isEmpty();
        assertThat(call(";7#;1").words()).contains(words("confirm-address"));
        assertThat(addresses()).containsExactly("203.0.113.7");
    }

    @Test
    void who_knew_the_accounts_own_port_is_offered_though_scanners_name_the_extension_later() throws Exception {
        rang(EXTENSION, "198.51.99.1", "198.51.99.2", "198.51.99.3", "198.51.99.4");
        rang(DOORBELL, "203.0.113.7");
        assertThat(call(";#;#;7#").status()).isEqualTo("GRANTED");
        assertThat(addresses()).containsExactly("203.0.113.7");
    }
}
