package io.callgate.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Services PHONE = Services.of("sip", "rtp");
    private static final Provider ACME = Known.provider(
            "acme", List.of("a.acme.example", "b.acme.example"), List.of("192.0.2.0/30"), List.of("198.51.100.0/24"));

    private static final NamedHost A = host(1, "a.acme.example", PHONE);
    private static final NamedHost B = host(2, "b.acme.example", PHONE);
    private static final Grant SIGNALLING = grant(1, "192.0.2.0/30", PHONE, "ACME Inc.");
    private static final Grant MEDIA = grant(2, "198.51.100.0/24", Services.of("rtp"), "ACME Inc.");
    private static final Grant OF_A = grant(3, "203.0.113.1", PHONE, "a.acme.example");

    @Test
    void from_nothing_everything_is_new() {
        Difference all = Difference.between(ACME, Holding.NOTHING);
        assertThat(all.newHosts()).containsExactlyElementsOf(ACME.hosts());
        assertThat(all.newRanges()).containsExactlyElementsOf(ACME.reaches());
        assertThat(all.oldHosts()).isEmpty();
        assertThat(all.oldGrants()).isEmpty();
        assertThat(State.of(Optional.of(ACME), Holding.NOTHING)).isEqualTo(State.OFF);
    }

    @Test
    void what_is_right_already_stays_with_the_addresses_that_its_hosts_have_now() {
        Holding held = Holding.of(List.of(A, B), List.of(SIGNALLING, MEDIA, OF_A));
        assertThat(Difference.between(ACME, held).isEmpty()).isTrue();
        assertThat(State.of(Optional.of(ACME), held)).isEqualTo(State.ENABLED);
    }

    @Test
    void a_host_that_is_no_longer_named_ends_with_its_addresses() {
        NamedHost gone = host(3, "old.acme.example", PHONE);
        Grant ofGone = grant(4, "203.0.113.2", PHONE, "old.acme.example");
        Holding held = Holding.of(List.of(A, gone), List.of(SIGNALLING, MEDIA, OF_A, ofGone));

        Difference change = Difference.between(ACME, held);
        assertThat(change.oldHosts()).containsExactly(gone);
        assertThat(change.oldGrants()).containsExactly(ofGone);
        assertThat(change.newHosts()).containsExactly(HostName.parse("b.acme.example"));
        assertThat(change.newRanges()).isEmpty();
        assertThat(State.of(Optional.of(ACME), held)).isEqualTo(State.OUTDATED);
    }

    @Test
    void a_range_that_is_no_longer_named_ends_and_one_that_reaches_something_else_is_made_anew() {
        Grant gone = grant(4, "192.0.2.64/30", PHONE, "ACME Inc.");
        Grant narrow = grant(5, "192.0.2.0/30", Services.of("sip"), "ACME Inc.");
        Difference change = Difference.between(ACME, Holding.of(List.of(A, B), List.of(narrow, gone, MEDIA)));
        assertThat(change.oldGrants()).containsExactly(narrow, gone);
        assertThat(change.newRanges()).containsExactly(new Reach(AddressRange.parse("192.0.2.0/30"), PHONE));
    }

    @Test
    void a_grant_that_would_end_or_stands_there_twice_is_not_left_so() {
        Grant ending = new Grant(
                4,
                SIGNALLING.owner(),
                Origin.PROVIDER,
                SIGNALLING.range(),
                PHONE,
                NOW,
                Optional.of(NOW.plusSeconds(60)),
                "ACME Inc.");
        Grant twice = grant(5, "198.51.100.0/24", Services.of("rtp"), "ACME Inc.");
        Difference change = Difference.between(ACME, Holding.of(List.of(A, B), List.of(ending, MEDIA, twice)));
        assertThat(change.oldGrants()).containsExactly(ending, twice);
        assertThat(change.newRanges()).containsExactly(new Reach(SIGNALLING.range(), PHONE));
    }

    @Test
    void what_an_administrator_granted_under_the_same_name_is_not_the_providers() {
        Grant own = new Grant(
                9,
                SIGNALLING.owner(),
                Origin.ADMINISTRATOR,
                AddressRange.parse("203.0.113.9"),
                PHONE,
                NOW,
                Optional.empty(),
                "");
        assertThat(Holding.of(List.of(), List.of(own)).isEmpty()).isTrue();
    }

    @Test
    void one_that_is_not_to_be_enabled_is_off_by_its_status() {
        for (Provider.Status status : List.of(Provider.Status.DEAD, Provider.Status.UNCONFIRMED)) {
            Provider provider = Known.provider("acme", status, List.of("a.acme.example"), List.of(), List.of());
            assertThat(State.of(Optional.of(provider), Holding.NOTHING)).hasToString(status.toString());
            assertThat(State.of(Optional.of(provider), Holding.of(List.of(A), List.of())))
                    .isEqualTo(State.ENABLED);
        }
        assertThat(State.of(Optional.empty(), Holding.of(List.of(A), List.of())))
                .isEqualTo(State.DROPPED);
    }

    private static NamedHost host(long id, String host, Services services) {
        return new NamedHost(
                id,
                new Owner("acme"),
                Origin.PROVIDER,
                HostName.parse(host),
                services,
                "ACME Inc.",
                NOW,
                Optional.empty(),
                NamedHost.Notes.none(NOW));
    }

    private static Grant grant(long id, String range, Services services, String note) {
        return new Grant(
                id,
                new Owner("acme"),
                Origin.PROVIDER,
                AddressRange.parse(range),
                services,
                NOW,
                Optional.empty(),
                note);
    }
}
