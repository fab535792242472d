package io.callgate.app.tm3;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    private static final ServiceCatalog SERVICES = ServiceCatalog.builtInWith(Map.of());
    private static final Path SAMPLES = Path.of("src/test/resources/tm3");

    @Test
    void the_sample_of_a_box_is_understood() throws IOException {
        Reading reading = Reading.of(
                List.of(
                        sample("rules.v4"),
                        sample("root/ann.iptables"),
                        sample("root/dyn.iptables"),
                        sample("root/701.iptables"),
                        sample("root/begun.iptables"),
                        sample("root/lost.iptables"),
                        sample("root/iax.iptables"),
                        sample("knockd.conf")),
                SERVICES);

        assertThat(entries(reading))
                .containsExactly(
                        "tm3-192.168.0.0_16 {192.168.0.0/16=all}",
                        "tm3-sip.carrier.example {sip.carrier.example=iax,rtp,sip_udp}",
                        "ann {203.0.113.7=rtp,sip_udp,web}",
                        "dyn {home.ann.example=rtp,sip}",
                        "tm3-701 {203.0.113.9=all}",
                        "tools {198.51.100.0/24=fop,ftp,ssh,tftp,webmin}",
                        "tm3-203.0.113.20 {203.0.113.20=all}",
                        "tm3-203.0.113.21 {203.0.113.21=rtp,sip_udp}",
                        "iax {203.0.113.40=iax}");
        assertThat(reading.left())
                .extracting(l -> l.place().toString().replaceFirst(".*/", "") + " " + l.why())
                .containsExactly(
                        "rules.v4:6 it names no source: it is not about anybody's address",
                        "rules.v4:7 \"-i\" is not understood",
                        "rules.v4:8 it names no source: it is not about anybody's address",
                        "rules.v4:31 no service here has tcp/3306; name one in [services] of callgate.toml and import again",
                        "rules.v4:36 it does not let in: it says DROP",
                        "knockd.conf:6 it lets in whoever knocks, whose address nobody knows yet",
                        "knockd.conf:7 it lets in whoever knocks, whose address nobody knows yet",
                        "begun.iptables:1 it was never finished",
                        "lost.iptables:1 none of the files has its rules, after \"# // New entry for lost.iptables\";"
                                + " name rules.v4 or /etc/sysconfig/iptables, too");
    }

    @Test
    void what_becomes_different_is_said() throws IOException {
        Reading reading = Reading.of(List.of(sample("rules.v4")), SERVICES);

        assertThat(remarks(reading, "ann"))
                .containsExactly("tcp/9080 is left out", "web opens tcp/443, too", "rtp comes along with sip");
        assertThat(remarks(reading, "tm3-203.0.113.21"))
                .containsExactly(
                        "\"a phone, \"new\"\"",
                        "it has no name there: make sure that you know it",
                        "sip_udp opens udp/5060-5069, too",
                        "rtp comes along with sip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-A INPUT -s 203.0.113.7 -j ACCEPT|203.0.113.7=all",
                "-I INPUT 3 -s 203.0.113.7/32 -j ACCEPT|203.0.113.7=all",
                "/sbin/iptables --append INPUT --source 203.0.113.0/255.255.255.0 --jump ACCEPT|203.0.113.0/24=all",
                "ip6tables -A INPUT -s 2001:db8::/64 -p tcp --dport 22 -j ACCEPT|2001:db8::/64=ssh",
                "-A INPUT -s 203.0.113.7,203.0.113.8 -p udp --dport 4569 -j ACCEPT|'203.0.113.7=iax, 203.0.113.8=iax'",
                "-A INPUT -s 203.0.113.7 -p 17 -m conntrack --ctstate NEW -m udp --dport 69 -j ACCEPT|203.0.113.7=tftp",
                "-A INPUT -s 203.0.113.7 -p tcp -m multiport --dports 80,443,22 -j ACCEPT|'203.0.113.7=ssh,web'",
                "-A INPUT -s 203.0.113.7 -p udp --dport 10000:20000 -j ACCEPT|203.0.113.7=rtp",
                "-A INPUT -s 203.0.113.7 -p udp --dport 12000:13000 -j ACCEPT|203.0.113.7=rtp",
                "-t filter -A INPUT -s 203.0.113.7 -j ACCEPT|203.0.113.7=all"
            })
    void rules_are_understood_in_all_their_spellings(String rule, String items) {
        Reading reading = Reading.of(List.of(new Source("a.iptables", rule)), SERVICES);
        assertThat(reading.left()).isEmpty();
        assertThat(entries(reading)).containsExactly("a {" + items + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-A INPUT ! -s 203.0.113.7 -j ACCEPT|'\"!\" is not understood'",
                "-A INPUT -s ! 203.0.113.7 -j ACCEPT|'\"203.0.113.7\" is not understood'",
                "-A INPUT -i eth1 -s 203.0.113.7 -j ACCEPT|'\"-i\" is not understood'",
                "-A INPUT -m iprange --src-range 203.0.113.7-203.0.113.9 -j ACCEPT|'the match \"iprange\" is not understood'",
                "-A INPUT -s 203.0.113.7 -d 203.0.113.1 -j ACCEPT|'\"-d\" is not understood'",
                "-A INPUT -s 203.0.113.7 -j DROP|it does not let in: it says DROP",
                "-A INPUT -s 203.0.113.7|it does not let in: it says nothing",
                "-A FORWARD -s 203.0.113.7 -j ACCEPT|it is a rule of the chain FORWARD, not INPUT",
                "-t nat -A INPUT -s 203.0.113.7 -j ACCEPT|it is not about the table filter",
                "-D INPUT -s 203.0.113.7 -j ACCEPT|'\"-D\" is not understood'",
                "-A INPUT -s 203.0.113.7 -p icmp -j ACCEPT|there are no services of the protocol icmp",
                "-A INPUT -s 203.0.113.7 -p udp -j ACCEPT|'it lets in all of udp, for which there is no service'",
                "-A INPUT -s 203.0.113.7 --dport 5060 -j ACCEPT|it names ports and no protocol",
                "-A INPUT -s 203.0.113.7 -p udp --dport sip -j ACCEPT|'\"sip\" is not a port number or a range of them'",
                "-A INPUT -s 203.0.113.7 -p udp --dport 5070:5060 -j ACCEPT|ports 5070-5060 are not a range within 1-65535",
                "-A INPUT -s 203.0.113.7 -p udp --dport 5060 --dport 5061 -j ACCEPT|--dport stands twice",
                "-A INPUT -s 203.0.113.7 -j|nothing follows -j",
                "-A INPUT -s 203.0.113.7 -m state --state ESTABLISHED -j ACCEPT|it is about established connections only",
                "-A INPUT -s 203.0.113.7 -m comment --comment \"x -j ACCEPT|a quote does not end",
                "-A INPUT -s 999.1.1.1 -j ACCEPT|'\"999.1.1.1\" is not an IPv4 or IPv6 address'",
                "-A INPUT -s 203.0.113.7/24 -j ACCEPT|'203.0.113.7/24 has bits set beyond /24: did you mean 203.0.113.0/24?'",
                "-A INPUT -s 203.0.113.0/255.0.255.0 -j ACCEPT|255.0.255.0 is not a netmask",
                "-A INPUT -s pbx;id -j ACCEPT|'\"pbx;id\" is not a full host name like phone.example.org: labels of letters, digits and -'",
                "-A INPUT -s $(id) -j ACCEPT|'\"$(id)\" is not a full host name like phone.example.org: labels of letters, digits and -'"
            })
    void what_is_not_understood_is_said_and_left(String rule, String why) {
        Reading reading = Reading.of(List.of(new Source("rules.v4", "\n" + rule + "\n")), SERVICES);
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.left()).containsExactly(new Left(new Place("rules.v4", 2), rule, why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;id", "-x", "\u001b[2J", "this-name-is-longer-than-an-entry-may-have"})
    void an_entry_with_an_impossible_name_is_left(String name) {
        Reading reading = Reading.of(
                List.of(new Source(
                        "rules.v4", "# // New entry for " + name + ".iptables\n-A INPUT -s 203.0.113.7 -j ACCEPT\n")),
                SERVICES);
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.left())
                .singleElement()
                .extracting(Left::why)
                .asString()
                .contains("cannot be the name");
    }

    @Test
    void rules_become_the_services_of_this_box() {
        ServiceCatalog own = ServiceCatalog.builtInWith(Map.of("sip", List.of(PortRange.parse("udp/5060-5080"))));
        Reading reading = Reading.of(
                List.of(new Source("a.iptables", "-A INPUT -s 203.0.113.7 -p udp --dport 5060:5069 -j ACCEPT")), own);
        assertThat(entries(reading)).containsExactly("a {203.0.113.7=rtp,sip}");
    }

    @Test
    void a_rule_is_taken_whole_or_not_at_all() {
        Reading reading = Reading.of(
                List.of(new Source(
                        "a.iptables", "-A INPUT -s 203.0.113.7 -p tcp -m multiport --dports 80,3306 -j ACCEPT")),
                SERVICES);
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.left()).hasSize(1);
    }

    @Test
    void an_address_without_a_name_gets_the_same_one_each_time() {
        String rule = "-A INPUT -s 2001:db8:1111:2222:3333:4444:5555:6666 -j ACCEPT";
        List<String> once = entries(Reading.of(List.of(new Source("rules.v6", rule)), SERVICES));
        assertThat(once).isEqualTo(entries(Reading.of(List.of(new Source("rules.v6", rule)), SERVICES)));
        assertThat(once).singleElement().asString().startsWith("tm3-2001-db8-1111-2222-");
    }

    private static Source sample(String name) throws IOException {
        return new Source(SAMPLES.resolve(name).toString(), Files.readString(SAMPLES.resolve(name)));
    }

    private static List<String> entries(Reading reading) {
        List<String> all = new ArrayList<>();
        reading.entries().forEach(e -> all.add(e.name() + " " + e.items()));
        return all;
    }

    private static List<String> remarks(Reading reading, String name) {
        return reading.entries().stream()
                .filter(e -> e.name().text().equals(name))
                .findFirst()
                .orElseThrow()
                .remarks()
                .asList();
    }
}
