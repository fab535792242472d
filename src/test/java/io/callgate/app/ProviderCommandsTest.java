package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.Box.Result;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 'callgate provider …', given to a daemon over its socket. */
class ProviderCommandsTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    @RegisterExtension
    final ServedBox box = new ServedBox();

    @Test
    void none_is_enabled_by_default_and_the_list_says_what_there_is() {
        Result listed = box.run("provider", "list");
        assertThat(listed.exit()).isZero();
        assertThat(listed.out())
                .containsPattern("ID +NAME +STATE +HOSTS +RANGES +CHECKED\n")
                .containsPattern("twilio +Twilio +off +0 +9 +20\\d\\d-\\d\\d-\\d\\d\n")
                .containsPattern("googlevoice +Google Voice +dead ")
                .containsPattern("vitelity +Vitelity +unconfirmed ")
                .doesNotContain("enabled", "outdated");
        assertThat(box.run("list").out()).isEqualTo("there are no grants\n");
    }

    @Test
    void one_is_enabled_shown_and_disabled() {
        Result enabled = box.run("provider", "enable", "Twilio");
        assertThat(enabled.err()).isEmpty();
        assertThat(enabled.out())
                .isEqualTo("Twilio is enabled: 0 host names, 9 ranges\n"
                        + "note: Twilio asks to let in all regions: calls move between them\n");
        assertThat(open("54.172.60.1")).containsExactly("rtp", "sip");
        assertThat(open("168.86.130.1")).containsExactly("rtp");
        assertThat(box.run("provider", "list").out()).containsPattern("twilio +Twilio +enabled ");
        assertThat(box.run("why", "168.86.130.1").out())
                .contains("of twilio by provider for 168.86.128.0/18, to rtp, since", "note: Twilio");
        assertThat(box.run("provider", "enable", "twilio").out()).startsWith("Twilio is enabled already");

        assertThat(box.run("provider", "show", "twilio").out())
                .contains(
                        "state      enabled\n",
                        "sources    https://www.twilio.com/docs/sip-trunking/ip-addresses, ",
                        "media      168.86.128.0/18\n")
                .containsPattern("9 +twilio +provider +168.86.128.0/18 +rtp ");

        assertThat(box.run("provider", "disable", "TWILIO").out())
                .isEqualTo("provider twilio is disabled: 0 host names and 9 grants have ended\n");
        assertThat(open("54.172.60.1")).isEmpty();
        assertRefused("provider twilio is not enabled", "provider", "disable", "twilio");
    }

    @Test
    void the_hosts_of_one_are_written_down_to_be_followed() {
        assertThat(box.run("provider", "enable", "voip.ms").exit()).isZero();
        List<NamedHost> hosts = box.store.read(book -> book.hosts(new Owner("voipms")));
        assertThat(hosts)
                .hasSizeGreaterThan(50)
                .allSatisfy(h -> assertThat(h.host().text()).endsWith(".voip.ms"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Google Voice|Google Voice is dead since 2018-06: ",
                "vitelity|Vitelity is unconfirmed: ",
                "bandwidth|nothing is known of Bandwidth that could be let in: it tells each customer its addresses",
                "twillio|there is no provider \"twillio\"; 'callgate provider list' shows the ",
                "''|there is no provider \"\"",
            })
    void what_should_not_be_enabled_is_refused_and_changes_nothing(String name, String why) {
        assertRefused(why, "provider", "enable", name);
        assertThat(box.run("list").out()).isEqualTo("there are no grants\n");
        assertThat(box.run("list", "events").out()).isEqualTo("nothing has happened yet\n");
    }

    @Test
    void force_enables_what_is_dead_or_unconfirmed() {
        assertThat(box.run("provider", "enable", "googlevoice", "--force").exit())
                .isZero();
        assertThat(box.run("provider", "list").out()).containsPattern("googlevoice +Google Voice +enabled ");
        assertRefused("nothing is known", "provider", "enable", "ipkall", "--force");
    }

    @Test
    void what_another_version_let_in_is_outdated_until_it_is_enabled_again() {
        grant("telnyx", "203.0.113.0/24", "Telnyx");
        assertThat(box.run("provider", "list").out()).containsPattern("telnyx +Telnyx +outdated ");

        assertThat(box.run("provider", "enable", "telnyx").exit()).isZero();
        assertThat(box.run("provider", "list").out()).containsPattern("telnyx +Telnyx +enabled ");
        assertThat(open("203.0.113.1")).isEmpty();
        assertThat(open("192.76.120.10")).containsExactly("rtp", "sip");
    }

    @Test
    void what_this_version_does_not_know_is_shown_and_can_be_ended() {
        grant("oldtel", "203.0.113.0/24", "Old Tel");
        box.enter(book -> book.addHost(
                new Owner("oldtel"),
                Origin.PROVIDER,
                HostName.parse("sip.oldtel.example"),
                Services.of("sip"),
                SINCE,
                "Old Tel"));

        assertThat(box.run("provider", "list").out()).containsPattern("oldtel +- +dropped +1 +1 +-\n");
        assertThat(box.run("provider", "list", "--json").out())
                .contains("{\"id\":\"oldtel\",\"name\":null,\"state\":\"dropped\",\"status\":null,")
                .contains("\"hosts\":[\"sip.oldtel.example\"],\"ranges\":[\"203.0.113.0/24\"]");
        assertRefused("there is no provider \"oldtel\"", "provider", "enable", "oldtel");
        assertThat(box.run("provider", "disable", "oldtel").exit()).isZero();
        assertThat(box.run("provider", "list").out()).doesNotContain("oldtel");
    }

    @Test
    void programs_get_json() {
        assertThat(box.run("provider", "list", "--json").out())
                .startsWith(
                        "[{\"id\":\"46elks\",\"name\":\"46elks\",\"state\":\"off\",\"status\":\"alive\","
                                + "\"dead_since\":null,\"services\":\"rtp,sip\",\"hosts\":[\"voip.46elks.com\"],"
                                + "\"ranges\":[\"176.10.154.205\",\"85.24.146.136\"],\"media\":[],\"sources\":[\"https://46elks.se/")
                .hasLineCount(1);
        box.run("provider", "enable", "46elks");
        assertThat(box.run("provider", "show", "46elks", "--json").out())
                .contains(
                        "\"state\":\"enabled\"", "\"grants\":[{\"id\":1,\"owner\":\"46elks\",\"origin\":\"provider\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "enable", "disable"})
    void a_hostile_name_is_one_line_without_its_control_characters(String command) {
        Result result = box.run("provider", command, "x\u001b[2J\n'; DROP TABLE whitelist; --");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f]");
    }

    @Test
    void without_a_name_the_usage_is_said() {
        Result result = box.run("provider", "enable");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).contains("NAME");
        assertThat(box.run("provider").err()).contains("say what to do: list, show, enable, disable");
    }

    private List<String> open(String address) {
        return box.firewall.openFor(AddressRange.parse(address));
    }

    /** By another version of the program. */
    private void grant(String id, String range, String note) {
        box.enter(book -> book.addGrant(new NewGrant(
                new Owner(id),
                Origin.PROVIDER,
                AddressRange.parse(range),
                Services.of("sip", "rtp"),
                SINCE,
                Optional.empty(),
                note)));
    }

    private void assertRefused(String why, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).startsWith("callgate: ").hasLineCount(1).contains(why);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(1);
    }
}
