package io.callgate.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.callgate.agi.AgiConfig;
import io.callgate.agi.TokenFile;
import io.callgate.core.account.GuessingLimits;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.jail.Jail;
import io.callgate.core.knock.KnockLimits;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.firewall.FirewallConfig;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.kit.Login;
import io.callgate.mail.MailConfig;
import io.callgate.mail.SmtpServer;
import io.callgate.names.NamesConfig;
import io.callgate.scan.JailConfig;
import io.callgate.scan.Patterns;
import io.callgate.scan.ScanConfig;
import io.callgate.scan.Zones;
import io.callgate.store.DatabaseConfig;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Durations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    @Test
    void every_key_has_a_working_default() {
        Config config = ConfigFile.parse("", "pbx7");

        assertThat(config.database())
                .isEqualTo(new DatabaseConfig(
                        "jdbc:sqlite:/var/lib/callgate/callgate.db", Duration.ofSeconds(5), Login.NONE));
        assertThat(config.agi())
                .isEqualTo(new AgiConfig(
                        new InetSocketAddress("127.0.0.1", 4573),
                        100,
                        Duration.ofMinutes(10),
                        new TokenFile(Optional.of(Path.of("/etc/callgate/callgate_token.conf")), false),
                        Optional.empty()));
        assertThat(config.control()).isEqualTo(new Config.Control(Path.of("/run/callgate/callgate.sock")));
        assertThat(config.firewall())
                .isEqualTo(new FirewallConfig(
                        Mode.OBSERVE, ImmutableList.of(), ImmutableList.of(), true, Optional.empty()));
        assertThat(config.services()).isEqualTo(ServiceCatalog.builtInWith(Map.of()));
        assertThat(config.policy()).isEqualTo(new Config.Policy(ImmutableList.of(), ImmutableList.of()));
        assertThat(config.grant()).isEqualTo(new Config.Grants(Services.of("sip", "rtp")));
        assertThat(config.phone()).isEqualTo(new Config.Phone(Optional.empty()));
        assertThat(config.knock()).isEqualTo(KnockLimits.STANDARD);
        assertThat(config.mail()).isEqualTo(new MailConfig(Optional.empty(), "callgate@pbx7", ImmutableList.of()));
        assertThat(config.pbx()).isEqualTo(new Config.Pbx("pbx7"));
        assertThat(config.names())
                .isEqualTo(new NamesConfig(
                        ImmutableList.of(),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        Duration.ofHours(24),
                        Duration.ofHours(1)));
        assertThat(config.scan())
                .isEqualTo(new ScanConfig(Optional.empty(), Optional.empty(), Patterns.NONE, Zones.SYSTEM, Login.NONE));
        assertThat(config.jail())
                .isEqualTo(new JailConfig(
                        new Jail(5, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(30)),
                        ImmutableList.of()));
    }

    @Test
    void every_key_is_mapped() {
        Config config = ConfigFile.parse("""
                [database]
                url = "jdbc:mariadb://127.0.0.1:3306/callgate?user=u&password=p"
                patience = "3s"
                [agi]
                listen = "[::1]:14573"
                max-calls = 7
                longest-call = "3m"
                token = "none"
                user = "any"
                [control]
                socket = "/tmp/c.sock"
                [firewall]
                mode = "enforce"
                lan = ["192.168.0.0/16", "fd00:1::/64"]
                open = ["web", "sip 20/second"]
                ping = false
                state = "/var/lib/callgate/two.state"
                [services]
                rtp = ["udp/16384-32767"]
                provisioning = ["tcp/8443", "tcp/8080-8089"]
                [policy]
                allow = ["198.18.0.0/15"]
                refuse = ["203.0.113.0/24"]
                [grant]
                services = ["sip", "provisioning"]
                [knock]
                enabled = false
                grant-for = "90m"
                services = ["sip", "web"]
                [phone]
                grant-for = "30d"
                [mail]
                smtp = "smtp://127.0.0.1:25"
                from = "gate@pbx.example"
                admins = ["admin@pbx.example", "second@pbx.example"]
                [pbx]
                name = "The PBX"
                [names]
                servers = ["192.0.2.53", "[2001:db8::53]:5353", "2001:db8::54", "127.0.0.1:5353"]
                min-refresh = "5s"
                max-refresh = "1m"
                keep-stale = "2d"
                grace = "10m"
                [scan]
                logs = ["/var/log/a.log", "/var/log/b.log"]
                ami = "127.0.0.1:5038"
                filters = ["/etc/f/a.conf[mode=x]"]
                patterns = { door = "door shut on <HOST>" }
                [jail]
                max-retry = 3
                find-time = "90s"
                ban-time = "1d"
                longest-ban = "2d"
                never = ["203.0.113.0/24"]
                """, "ignored");

        assertThat(config.database())
                .isEqualTo(new DatabaseConfig(
                        "jdbc:mariadb://127.0.0.1:3306/callgate?user=u&password=p", Duration.ofSeconds(3), Login.NONE));
        assertThat(config.agi())
                .isEqualTo(new AgiConfig(
                        new InetSocketAddress("::1", 14573),
                        7,
                        Duration.ofMinutes(3),
                        new TokenFile(Optional.empty(), false),
                        Optional.of("any")));
        assertThat(config.control()).isEqualTo(new Config.Control(Path.of("/tmp/c.sock")));
        assertThat(config.firewall())
                .isEqualTo(new FirewallConfig(
                        Mode.ENFORCE,
                        ImmutableList.of(AddressRange.parse("192.168.0.0/16"), AddressRange.parse("fd00:1::/64")),
                        ImmutableList.of(OpenService.parse("web"), OpenService.parse("sip 20/second")),
                        false,
                        Optional.of(Path.of("/var/lib/callgate/two.state"))));
        assertThat(config.services())
                .isEqualTo(ServiceCatalog.builtInWith(Map.of(
                        "rtp",
                        List.of(PortRange.parse("udp/16384-32767")),
                        "provisioning",
                        List.of(PortRange.parse("tcp/8443"), PortRange.parse("tcp/8080-8089")))));
        assertThat(config.policy())
                .isEqualTo(new Config.Policy(
                        ImmutableList.of(AddressRange.parse("198.18.0.0/15")),
                        ImmutableList.of(AddressRange.parse("203.0.113.0/24"))));
        assertThat(config.grant()).isEqualTo(new Config.Grants(Services.of("sip", "provisioning")));
        assertThat(config.phone()).isEqualTo(new Config.Phone(Optional.of(Duration.ofDays(30))));
        assertThat(config.knock()).isEqualTo(new KnockLimits(false, Duration.ofMinutes(90), Services.of("web", "sip")));
        assertThat(config.mail())
                .isEqualTo(new MailConfig(
                        Optional.of(SmtpServer.parse("smtp://127.0.0.1:25")),
                        "gate@pbx.example",
                        ImmutableList.of("admin@pbx.example", "second@pbx.example")));
        assertThat(config.pbx()).isEqualTo(new Config.Pbx("The PBX"));
        assertThat(config.names())
                .isEqualTo(new NamesConfig(
                        ImmutableList.of(
                                new InetSocketAddress("192.0.2.53", 53),
                                new InetSocketAddress("2001:db8::53", 5353),
                                new InetSocketAddress("2001:db8::54", 53),
                                new InetSocketAddress("127.0.0.1", 5353)),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofDays(2),
                        Duration.ofMinutes(10)));
        assertThat(config.scan())
                .isEqualTo(new ScanConfig(
                        Optional.of(ImmutableList.of(Path.of("/var/log/a.log"), Path.of("/var/log/b.log"))),
                        Optional.of(new InetSocketAddress("127.0.0.1", 5038)),
                        new Patterns(
                                ImmutableMap.of("door", "door shut on <HOST>"),
                                ImmutableList.of(new Patterns.File(
                                        "/etc/f/a.conf[mode=x]", "line 47, column 12: scan.filters: "))),
                        Zones.SYSTEM,
                        Login.NONE));
        assertThat(config.jail())
                .isEqualTo(new JailConfig(
                        new Jail(3, Duration.ofSeconds(90), Duration.ofDays(1), Duration.ofDays(2)),
                        ImmutableList.of(AddressRange.parse("203.0.113.0/24"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "patterns.door = 'shut (on <HOST>'~line 2, column 1: scan.patterns.door = \"shut (on <HOST>\": a ( that nothing",
                "patterns.door = 'shut'~line 2, column 1: scan.patterns.door = \"shut\": no address: it needs <HOST>, or a group",
                "patterns.sshd = 'shut on <HOST>'~\"sshd\" is built in",
                "patterns.'a b' = 'shut on <HOST>'~the name of a pattern is 1 to 32 letters",
                "patterns = 7~scan.patterns = 7: must be a table",
                "filters = ['door.conf']~line 2, column 12: scan.filters = \"door.conf\": must be an absolute path"
            })
    void a_pattern_that_cannot_be_used_is_refused_with_its_place(String line, String message) {
        assertThatThrownBy(() -> ConfigFile.parse("[scan]\n" + line, "pbx7"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_filter_that_cannot_be_used_is_refused_when_it_is_needed_and_not_before() {
        Patterns patterns = ConfigFile.parse("[scan]\nfilters = ['/nowhere/door.conf']", "pbx7")
                .scan()
                .patterns();

        assertThatThrownBy(patterns::filters)
                .isInstanceOf(ConfigException.class)
                .hasMessage("line 2, column 12: scan.filters: /nowhere/door.conf: there is no such file");
    }

    @ParameterizedTest
    @CsvSource({
        "database.url = \"jdbc:sqlite:/b/book.db\", /b/firewall.state",
        "'', /var/lib/callgate-state/firewall.state",
        "database.url = \"jdbc:mariadb://h/callgate\", /var/lib/callgate-state/firewall.state",
        "database.url = \"jdbc:sqlite:/var/lib/callgate/../callgate/other.db\", /var/lib/callgate-state/firewall.state",
        "'database.url = \"jdbc:mariadb://h/callgate\"\ncontrol.socket = \"/tmp/x/c.sock\"', /tmp/x/firewall.state",
        "'database.url = \"jdbc:sqlite:/b/book.db\"\nfirewall.state = \"/s/t\"', /s/t",
    })
    void how_the_firewall_stands_is_kept_where_this_box_keeps_its_state(String text, Path file) {
        assertThat(ConfigFile.parse(text.replace("\\n", "\n"), "pbx").stateFile())
                .isEqualTo(file);
    }

    @Test
    void the_rules_follow_from_the_configuration_and_the_own_addresses() {
        Config config = ConfigFile.parse("policy.allow = [\"10.0.0.0/8\"]", "pbx");

        var rules = config.rules(
                List.of(Address.parse("203.0.113.1")), List.of(Address.parse("203.0.113.53")), ImmutableList.of());

        assertThat(rules.policy().check(AddressRange.parse("10.1.2.3"))).isEmpty();
        assertThat(rules.policy().check(AddressRange.parse("203.0.113.1"))).isPresent();
        assertThat(rules.bans().refusal(AddressRange.parse("203.0.113.53")))
                .hasValueSatisfying(why -> assertThat(why).contains("name server 203.0.113.53"));
        assertThat(rules.guessing()).isEqualTo(GuessingLimits.STANDARD);
        assertThat(rules.phoneGrantFor()).isEmpty();
    }

    @Test
    void an_unknown_key_is_fatal_and_names_the_nearest_one() {
        assertRefused("[firewall]\nmodus = \"observe\"", "line 2, column 1", "\"firewall.modus\"", "\"firewall.mode\"");
    }

    @Test
    void an_unknown_table_is_fatal_and_names_the_nearest_one() {
        assertRefused("[agi]\n[fireall]\nmode = \"observe\"", "line 2, column 1", "[fireall]", "[firewall]");
    }

    @Test
    void a_key_without_its_table_is_fatal_and_names_where_it_belongs() {
        assertRefused("max-retries = 3", "line 1, column 1", "\"max-retries\"", "\"jail.max-retry\"");
    }

    @Test
    void a_value_in_the_place_of_a_table_is_fatal() {
        assertRefused("firewall = \"observe\"", "line 1, column 1", "must be a table: [firewall]");
    }

    @Test
    void what_is_not_toml_is_fatal() {
        assertRefused("[agi]\nlisten 127.0.0.1:4573", "line 2, column 8");
    }

    @Test
    void a_key_given_twice_is_fatal() {
        assertRefused("[agi]\nmax-calls = 1\nmax-calls = 2", "line 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "agi.max-calls = \"7\"        | must be an integer, not a string",
                "agi.max-calls = 7.0          | must be an integer, not a decimal number",
                "agi.max-calls = 0            | agi.max-calls = 0: must be 1 to 10000",
                "agi.max-calls = 10001        | must be 1 to 10000",
                "agi.max-calls = 9999999999   | must be 1 to 10000",
                "agi.listen = 4573            | must be a string in quotes, not an integer",
                "agi.listen = \"4573\"        | must be an address and a port",
                "agi.listen = \"localhost:4573\" | must be an address and a port",
                "agi.listen = \"127.0.0.1\"   | must be an address and a port",
                "agi.listen = \"127.0.0.1:65536\" | must be an address and a port",
                "agi.listen = \"::1:4573\"    | must be an address and a port",
                "control.socket = \"callgate.sock\" | must be an absolute path",
                "control.socket = \"/\"       | must be an absolute path",
                "control.socket = true        | must be a string in quotes, not a boolean",
                "firewall.mode = \"enforced\" | firewall.mode = \"enforced\": must be \"enforce\" or \"observe\"",
                "firewall.lan = \"10.0.0.0/8\" | must be an array of strings",
                "firewall.lan = [\"10.0.0.1/8\"] | did you mean 10.0.0.0/8?",
                "firewall.lan = [\"fd00::/129\"] | prefix /129 does not fit",
                "firewall.lan = [\"pbx.example\"] | \"pbx.example\" is not an IPv4 or IPv6 address",
                "firewall.lan = [1]           | must be a string in quotes",
                "policy.allow = [\"300.1.1.1\"] | \"300.1.1.1\" is not an IPv4 or IPv6 address",
                "policy.refuse = [\"1.1.1.1/\"] | has no prefix length",
                "services.all = [\"udp/1\"]   | \"all\" is built in",
                "services.Web = [\"udp/1\"]   | cannot be the name of a service",
                "services.web = []            | has no ports",
                "services.web = [\"udp/0\"]   | not a range within 1-65535",
                "services.web = [\"sctp/5060\"] | is not like udp/5060",
                "services.web = \"tcp/80\"    | must be an array of strings",
                "grant.services = [\"sipp\"]  | there is no service \"sipp\"",
                "grant.services = []          | no service is named",
                "grant.services = \"sip,rtp\" | must be an array of strings",
                "phone.grant-for = \"0s\"     | must be a duration from 1s",
                "phone.grant-for = \"-1d\"    | must be a duration",
                "phone.grant-for = \"1.5h\"   | must be a duration",
                "phone.grant-for = \"1 d\"    | must be a duration",
                "phone.grant-for = \"10\"     | must be a duration",
                "phone.grant-for = \"999999999d\" | must be a duration from 1s",
                "phone.grant-for = 600        | must be a string in quotes",
                "mail.smtp = \"127.0.0.1:25\" | the mail server must be like",
                "mail.smtp = \"http://a\"     | the mail server must be like",
                "mail.smtp = \"smtp://a:99999\" | is not within 1-65535",
                "mail.smtp = \"smtp://u:p@a\" | mail.smtp = \"smtp://…@a\": the password for a would be sent in plain text",
                "mail.smtp = \"smtp://\"      | the mail server must be like",
                "mail.from = \"callgate\"     | must be a mail address",
                "mail.admins = [\"a@b\\\\nBcc: c@d\"] | must be a mail address",
                "mail.admins = \"a@b.example\" | must be an array of strings",
                "pbx.name = \"\"              | must be 1 to 100 printable characters",
                "pbx.name = \"a\\\\nb\"       | must be 1 to 100 printable characters",
                "scan.logs = [\"messages\"]   | must be an absolute path",
                "jail.max-retry = 0           | must be 1 to 1000",
                "jail.find-time = \"10\"      | must be a duration",
                "jail.ban-time = \"ever\"     | must be a duration",
                "database.url = \"jdbc:mysql://a/b\" | must be jdbc:sqlite:/path/to/file or jdbc:mariadb://",
                "database.url = \"jdbc:sqlite:x.db\" | must be jdbc:sqlite:/path/to/file or jdbc:mariadb://",
                "database.url = \"jdbc:sqlite::memory:\" | must be jdbc:sqlite:/path/to/file or jdbc:mariadb://",
            })
    void a_wrong_value_is_fatal_with_its_place_and_the_rule(String text, String rule) {
        String key = text.substring(0, text.indexOf(' '));
        assertRefused(text.replace("\\\\", "\\"), "line 1, column ", key + " = ", rule);
    }

    @Test
    void a_wrong_url_does_not_show_its_password() {
        assertThatThrownBy(() -> ConfigFile.parse("database.url = \"jdbc:mysql://a/b?password=geheim\"", "pbx"))
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> ConfigFile.parse("mail.smtp = \"http://u:geheim@a\"", "pbx"))
                .hasMessageNotContaining("geheim");
    }

    @Test
    void a_socket_path_that_the_kernel_would_not_take_is_fatal() {
        assertRefused("control.socket = \"/" + "x".repeat(100) + "\"", "at most 100 bytes");
    }

    @Test
    void a_host_name_that_no_mail_address_can_have_still_gives_a_sender() {
        assertThat(ConfigFile.parse("", "my_pbx").mail().from()).isEqualTo("callgate@localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "90s", "10m", "1h", "1d"})
    void a_duration_is_a_number_and_a_unit(String text) {
        assertThat(Durations.parse(text)).isPositive();
    }

    @Test
    void a_file_that_was_named_must_be_there(@TempDir Path dir) {
        assertThatThrownBy(() -> ConfigFile.read(Optional.of(dir.resolve("none.toml")), "pbx", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(dir.resolve("none.toml") + ": there is no such file");
    }

    @Test
    void a_fault_names_the_file(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("c.toml"), "[agi]\nmax-calls = -1\n");

        assertThatThrownBy(() -> ConfigFile.read(Optional.of(file), "pbx", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": line 2, column 1: agi.max-calls = -1: must be 1 to 10000");
    }

    @Test
    void a_file_that_is_not_utf_8_is_fatal(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("c.toml"), new byte[] {'#', (byte) 0xff, '\n'});

        assertThatThrownBy(() -> ConfigFile.read(Optional.of(file), "pbx", List.of()))
                .hasMessage(file + ": is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void a_directory_is_no_configuration(@TempDir Path dir) {
        assertThatThrownBy(() -> ConfigFile.read(Optional.of(dir), "pbx", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read: Is a directory");
    }

    private static void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> ConfigFile.parse(text, "pbx"))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }
}
