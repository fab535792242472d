package io.callgate.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesTest {

    @Test
    void a_list_is_sorted_and_without_repeats() {
        assertThat(Services.parse(" sip, rtp,sip,")).hasToString("rtp,sip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "Sip", "sip;id", "si p", "sip rtp", "9x", "a-b", "averyverylongname"})
    void bad_names_are_refused(String text) {
        assertThatThrownBy(() -> Services.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_built_in_services_are_those_of_the_documentation() {
        ServiceCatalog catalog = ServiceCatalog.builtInWith(Map.of());
        assertThat(catalog.byName())
                .hasToString("{fop=[tcp/4445], ftp=[tcp/21], iax=[udp/4569], rtp=[udp/10000-20000],"
                        + " sip=[udp/5060-5069, tcp/5060-5069], sip_tcp=[tcp/5060-5069], sip_udp=[udp/5060-5069],"
                        + " ssh=[tcp/22], tftp=[udp/69], web=[tcp/80, tcp/443], webmin=[tcp/9001, tcp/10000]}");
    }

    @Test
    void the_halves_of_sip_have_the_ports_of_sip_unless_they_are_given_others() {
        ServiceCatalog catalog = ServiceCatalog.builtInWith(Map.of("sip", List.of(PortRange.parse("udp/5080"))));
        assertThat(catalog.byName().get("sip_udp")).containsExactly(PortRange.parse("udp/5080"));
        assertThat(catalog.byName()).doesNotContainKey("sip_tcp");
        assertThat(ServiceCatalog.builtInWith(Map.of("sip_udp", List.of(PortRange.parse("udp/6000"))))
                        .byName()
                        .get("sip_udp"))
                .containsExactly(PortRange.parse("udp/6000"));
    }

    @Test
    void a_configured_service_is_added_or_replaces_a_built_in_one() {
        ServiceCatalog catalog = ServiceCatalog.builtInWith(
                Map.of("ssh", List.of(PortRange.parse("tcp/2222")), "wg", List.of(PortRange.parse("udp/51820"))));
        assertThat(catalog.byName().get("ssh")).containsExactly(PortRange.parse("tcp/2222"));
        assertThat(catalog.require(Services.of("wg", "all"))).isEqualTo(Services.of("all", "wg"));
        assertThatThrownBy(() -> catalog.require(Services.of("wgx")))
                .hasMessageContaining("wgx")
                .hasMessageContaining("ssh");
        assertThatThrownBy(() -> ServiceCatalog.builtInWith(Map.of("all", List.of(PortRange.parse("tcp/1")))))
                .hasMessageContaining("all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5060",
                "udp",
                "udp/0",
                "udp/65536",
                "udp/9-8",
                "icmp/1",
                "udp/1-2-3",
                "udp/-1",
                "udp/1; drop"
            })
    void bad_ports_are_refused(String text) {
        assertThatThrownBy(() -> PortRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
