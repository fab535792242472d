package io.callgate.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.address.AddressRange;
import io.callgate.core.provider.Provider;
import io.callgate.core.provider.Providers;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.toml.ConfigException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersFileTest {

    private static final String ACME = """
            [acme]
            name = "Acme"
            status = "alive"
            hosts = ["sip.acme.example"]
            sources = ["https://acme.example/addresses"]
            checked = "2026-01-31"
            """;

    private static final Providers BUILT_IN = ProvidersFile.builtIn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Vitelity",
                "Google Voice",
                "VoIP.ms",
                "DIDforsale",
                "CallCentric",
                "VoIPStreet",
                "Les.net",
                "Future-Nine",
                "AxVoice",
                "SIP2SIP",
                "VoIPMyWay",
                "Obivoice/Vestalink",
                "Teliax",
                "IPkall",
                "Skyetel",
                "Twilio",
                "Telnyx",
                "Bandwidth",
                "Flowroute",
                "SignalWire",
                "Voyant",
            })
    void the_seeds_providers_and_todays_are_there(String name) {
        assertThat(BUILT_IN.find(name)).isPresent();
    }

    /** What a provider can be at all, the values themselves check. */
    @Test
    void every_provider_of_the_list_is_documented_and_can_be_let_in() {
        ServiceCatalog services = ServiceCatalog.builtInWith(Map.of());
        assertThat(BUILT_IN.byId()).hasSizeGreaterThanOrEqualTo(21);
        BUILT_IN.byId().values().forEach(provider -> {
            assertThat(services.require(provider.services())).isEqualTo(Services.of("sip", "rtp"));
            assertThat(provider.sources())
                    .allSatisfy(
                            source -> assertThat(URI.create(source).getHost()).contains("."));
            assertThat(provider.checked()).hasYear(2026);
        });
    }

    @Test
    void one_address_alone_rests_on_an_old_list_and_that_needs_force() {
        List<AddressRange> old = BUILT_IN.byId().values().stream()
                .filter(p -> p.status() != Provider.Status.ALIVE)
                .flatMap(p -> p.ranges().stream())
                .toList();
        assertThat(old).containsExactly(AddressRange.parse("209.216.2.211"));
    }

    @Test
    void the_dead_are_known_to_be_dead() {
        assertThat(BUILT_IN.byId().values())
                .filteredOn(p -> p.status() == Provider.Status.DEAD)
                .extracting(p -> p.id() + " since " + p.deadSince().orElseThrow())
                .containsExactly("googlevoice since 2018-06", "ipkall since 2016-05");
    }

    @Test
    void a_table_is_read_with_its_defaults() {
        Provider acme = ProvidersFile.parse(ACME).byId().get("acme");
        assertThat(acme.services()).isEqualTo(Services.of("sip", "rtp"));
        assertThat(acme.ranges()).isEmpty();
        assertThat(acme.note()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ranges = [\"192.0.2.1/24\"]|line 7, column 11: acme.ranges = \"192.0.2.1/24\": 192.0.2.1/24 has bits set",
                "hosts2 = []|line 7, column 1: there is no key \"acme.hosts2\"",
                "dead-since = \"May\"|acme.dead-since = \"May\": must be a date: 2026-01-31, or 2026-01 for a month",
                "media = [\"0.0.0.0/0\"]|provider acme: 0.0.0.0/0 is wider than /16",
                "services = []|no service is named",
                "note = 1|acme.note = 1: must be a string in quotes",
            })
    void what_is_wrong_is_refused_with_its_place(String line, String rule) {
        assertThatThrownBy(() -> ProvidersFile.parse(ACME + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("providers.toml: ")
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "status", "checked"})
    void a_key_that_every_provider_needs_is_missed(String key) {
        assertThatThrownBy(() -> ProvidersFile.parse(ACME.replaceFirst("(?m)^" + key + " .*\n", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("providers.toml: provider acme has no \"" + key + "\"");
    }

    @Test
    void a_status_and_a_top_that_are_none_are_refused() {
        assertThatThrownBy(() -> ProvidersFile.parse(ACME.replace("\"alive\"", "\"ALIVE\"")))
                .hasMessageContaining("acme.status = \"ALIVE\": must be alive, dead or unconfirmed");
        assertThatThrownBy(() -> ProvidersFile.parse("acme = 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("acme must be a table");
        assertThatThrownBy(() -> ProvidersFile.parse("[a b]\n")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> ProvidersFile.parse(ACME + ACME)).isInstanceOf(ConfigException.class);
    }
}
