package io.callgate.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {

    private static final Provider GOOD = Known.provider(
            "acme", List.of("sip.acme.example"), List.of("192.0.2.0/30", "2001:db8::7"), List.of("198.51.100.0/24"));

    @Test
    void signalling_reaches_the_services_and_audio_rtp_alone() {
        assertThat(GOOD.reaches())
                .containsExactly(
                        new Reach(AddressRange.parse("192.0.2.0/30"), Services.of("sip", "rtp")),
                        new Reach(AddressRange.parse("2001:db8::7"), Services.of("sip", "rtp")),
                        new Reach(AddressRange.parse("198.51.100.0/24"), Services.of("rtp")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.0.0/15|203.0.0.0/15 is wider than /16",
                "2001:da00::/31|2001:da00::/31 is wider than /32",
                "10.1.2.3|10.1.2.3 is never granted: it touches private space",
                "127.0.0.1|127.0.0.1 is never granted: it touches loopback",
                "198.18.0.0/16|198.18.0.0/16 is never granted",
            })
    void a_range_that_no_provider_can_have_is_refused(String range, String rule) {
        assertThatThrownBy(() -> Known.provider("acme", List.of(), List.of(range), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("provider acme: ")
                .hasMessageContaining(rule);
        assertThatThrownBy(() -> Known.provider("acme", List.of(), List.of(), List.of(range)))
                .hasMessageContaining(rule);
    }

    @Test
    void what_stands_there_twice_is_refused() {
        assertThatThrownBy(() -> Known.provider("acme", List.of(), List.of("192.0.2.1"), List.of("192.0.2.1")))
                .hasMessageContaining("192.0.2.1 stands there twice");
        assertThatThrownBy(() -> Known.provider("acme", List.of("a.example", "A.example."), List.of(), List.of()))
                .hasMessageContaining("a host stands there twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "1001", "ac-me", "acme.", "abcdefghijklmnopqrstuvwxyz1234567"})
    void an_id_that_could_be_mistaken_is_refused(String id) {
        assertThatThrownBy(() -> Known.provider(id, List.of("a.example"), List.of(), List.of()))
                .hasMessageContaining("an id is of a-z and 0-9, 32 at most");
    }

    @Test
    void one_that_is_not_to_be_enabled_says_why() {
        assertThatThrownBy(() -> with(Provider.Status.UNCONFIRMED, Optional.empty(), "", "https://a.example/"))
                .hasMessageContaining("a note must say why");
        assertThatThrownBy(() -> with(Provider.Status.DEAD, Optional.empty(), "gone", "https://a.example/"))
                .hasMessageContaining("a dead one says since when");
        assertThatThrownBy(() ->
                        with(Provider.Status.ALIVE, Optional.of(YearMonth.parse("2020-02")), "", "https://a.example/"))
                .hasMessageContaining("and no other does");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.example", "ftp://a.example/x", "https://a.example", "https://a.example/a b"})
    void a_source_is_a_page(String source) {
        assertThatThrownBy(() -> with(Provider.Status.ALIVE, Optional.empty(), "", source))
                .hasMessageContaining("is not a page");
    }

    @Test
    void a_note_cannot_end_a_line() {
        assertThatThrownBy(() -> with(Provider.Status.ALIVE, Optional.empty(), "a\nb", "https://a.example/"))
                .hasMessageContaining("one line");
    }

    private static Provider with(Provider.Status status, Optional<YearMonth> dead, String note, String source) {
        return new Provider(
                new Owner("acme"),
                "Acme",
                status,
                dead,
                GOOD.services(),
                GOOD.hosts(),
                GOOD.ranges(),
                GOOD.media(),
                ImmutableList.of(source),
                GOOD.checked(),
                note);
    }

    @Test
    void a_provider_is_found_by_id_and_by_name_in_whatever_case() {
        Providers providers = Providers.of(List.of(GOOD));
        assertThat(providers.find("ACME")).contains(GOOD);
        assertThat(providers.find("Acme inc.")).contains(GOOD);
        assertThat(providers.find("acm")).isEmpty();
    }

    @Test
    void no_word_means_two_providers() {
        Provider other = new Provider(
                new Owner("other"),
                "Acme",
                GOOD.status(),
                GOOD.deadSince(),
                GOOD.services(),
                GOOD.hosts(),
                GOOD.ranges(),
                GOOD.media(),
                GOOD.sources(),
                GOOD.checked(),
                "");
        assertThatThrownBy(() -> Providers.of(List.of(GOOD, other)))
                .hasMessageContaining("two providers are called \"acme\"");
        assertThatThrownBy(() -> Providers.of(List.of(GOOD, GOOD)))
                .hasMessageContaining("two providers are called \"acme\"");
    }
}
