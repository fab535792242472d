package io.callgate.core.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantPolicy;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockOutCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final List<Grant> grants = new ArrayList<>();
    private final Banned bans = new Banned();
    private ImmutableList<OpenService> open = ImmutableList.of();

    private void grant(String range, String services) {
        grants.add(new Grant(
                1,
                new Owner("ann"),
                Origin.ADMINISTRATOR,
                AddressRange.parse(range),
                Services.parse(services),
                NOW,
                Optional.empty(),
                ""));
    }

    private Optional<LockOutCheck.Cut> cut(String address, int port) {
        return new LockOutCheck(
                        ImmutableList.of(AddressRange.parse("192.168.0.0/16"), AddressRange.parse("fe80::/10")),
                        ServiceCatalog.builtInWith(Map.of()),
                        open,
                        new GrantPolicy(
                                ImmutableSet.of(Address.parse("192.0.2.1")), ImmutableList.of(), ImmutableList.of()),
                        grants,
                        bans,
                        NOW)
                .cut(new Connection(Address.parse(address), 51000, Address.parse("192.0.2.1"), port));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "::1", "192.168.7.7", "fe80::7", "192.0.2.1"})
    void loopback_the_lan_and_the_box_itself_are_never_cut(String address) {
        assertThat(cut(address, 22)).isEmpty();
    }

    @Test
    void a_stranger_is_cut_and_the_missing_grant_named() {
        assertThat(cut("203.0.113.7", 22).orElseThrow().message())
                .isEqualTo(
                        "203.0.113.7 (port 22) has no grant for it: callgate add-ip admin 203.0.113.7 --services ssh");
        assertThat(cut("2001:db8::7", 22).orElseThrow().remedy())
                .isEqualTo("callgate add-ip admin 2001:db8::7 --services ssh");
    }

    @Test
    void a_port_that_no_service_has_takes_a_grant_for_all() {
        assertThat(cut("203.0.113.7", 2222).orElseThrow().remedy()).endsWith("--services all");
    }

    @Test
    void who_can_never_be_granted_is_told_of_the_lan() {
        assertThat(cut("10.1.2.3", 22).orElseThrow().remedy()).contains("firewall.lan");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, ssh, true",
        "203.0.113.7, all, true",
        "203.0.113.0/24, 'sip,ssh', true",
        "203.0.113.7, 'sip,rtp', false",
        "203.0.113.8, ssh, false",
        "2001:db8::/64, ssh, false",
    })
    void a_grant_has_to_be_for_the_address_and_the_port(String range, String services, boolean letsIn) {
        grant(range, services);

        assertThat(cut("203.0.113.7", 22).isEmpty()).isEqualTo(letsIn);
    }

    @Test
    void what_is_open_to_everybody_lets_in_all_but_the_banned() {
        open = ImmutableList.of(OpenService.parse("ssh 5/second"));
        assertThat(cut("203.0.113.7", 22)).isEmpty();
        assertThat(cut("203.0.113.7", 2222)).isPresent();

        bans.put(AddressRange.parse("203.0.113.0/24"), Optional.of(NOW.plusSeconds(60)));
        assertThat(cut("203.0.113.7", 22).orElseThrow().why()).isEqualTo("is banned");
        assertThat(cut("203.0.114.7", 22)).isEmpty();
    }

    @Test
    void a_grant_beats_a_ban_and_a_ban_that_is_over_is_none() {
        bans.put(AddressRange.parse("203.0.113.7"), Optional.empty());
        bans.put(AddressRange.parse("2001:db8::/64"), Optional.of(NOW));
        open = ImmutableList.of(OpenService.parse("ssh"));
        assertThat(cut("203.0.113.7", 22)).isPresent();
        assertThat(cut("2001:db8::7", 22)).isEmpty();

        grant("203.0.113.7", "sip");
        assertThat(cut("203.0.113.7", 22)).isEmpty();
        grant("203.0.113.7", "ssh");
        assertThat(cut("203.0.113.7", 22)).isEmpty();
    }
}
