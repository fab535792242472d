package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.GrantDecision.Granted;
import io.callgate.core.grant.GrantDecision.Refused;
import io.callgate.core.grant.GrantDecision.Unchanged;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Owner ANN = new Owner("1001");
    private static final String PHONE = "203.0.113.7";
    private static final Services SERVICES = Services.of("sip", "rtp");
    private static final ServiceCatalog KNOWN = ServiceCatalog.builtInWith(Map.of());
    private static final Duration FOUR_HOURS = Duration.ofHours(4);

    private static Grant grant(long id, Origin origin, String address, Services services, Optional<Instant> endsAt) {
        return new Grant(id, ANN, origin, AddressRange.parse(address), services, NOW, endsAt, "");
    }

    private static Wish wish(Door door, String address, Services services, Optional<Duration> lasts) {
        return new Wish(door, ANN, AddressRange.parse(address), services, lasts, "");
    }

    private static GrantDecision phone(List<Grant> held, Optional<Duration> lasts) {
        return decide(wish(Door.PHONE, PHONE, SERVICES, lasts), held, false);
    }

    private static GrantDecision knock(Grant... held) {
        return decide(wish(Door.KNOCK, PHONE, SERVICES, Optional.of(FOUR_HOURS)), List.of(held), false);
    }

    private static GrantDecision decide(Wish wish, List<Grant> held, boolean banned) {
        return GrantRules.decide(wish, held, banned, GrantPolicy.STANDARD, KNOWN, NOW);
    }

    @Test
    void a_first_address_is_granted_for_ever() {
        assertThat(phone(List.of(), Optional.empty())).isEqualTo(new Granted(List.of(), Optional.empty()));
    }

    @Test
    void another_address_replaces_the_one_before_but_not_what_came_by_other_doors() {
        Grant old = grant(1, Origin.PHONE, "203.0.113.1", SERVICES, Optional.empty());
        Grant admins = grant(2, Origin.ADMINISTRATOR, "203.0.113.2", SERVICES, Optional.empty());
        Grant knocked = grant(3, Origin.KNOCK, PHONE, SERVICES, Optional.empty());
        assertThat(phone(List.of(old, admins, knocked), Optional.empty()))
                .isEqualTo(new Granted(List.of(old), Optional.empty()));
    }

    @Test
    void what_another_owner_has_stays_theirs() {
        Grant bobs = new Grant(
                1, new Owner("1002"), Origin.PHONE, AddressRange.parse(PHONE), SERVICES, NOW, Optional.empty(), "");
        assertThat(phone(List.of(bobs), Optional.empty())).isEqualTo(new Granted(List.of(), Optional.empty()));
    }

    @Test
    void the_same_address_again_changes_nothing() {
        Grant same = grant(1, Origin.PHONE, PHONE, SERVICES, Optional.empty());
        assertThat(phone(List.of(same), Optional.empty())).isEqualTo(new Unchanged(same));
    }

    @Test
    void the_same_address_is_granted_anew_when_the_services_changed_or_time_runs() {
        Grant fewer = grant(1, Origin.PHONE, PHONE, Services.of("sip"), Optional.empty());
        assertThat(phone(List.of(fewer), Optional.empty())).isInstanceOf(Granted.class);
        Grant ending = grant(1, Origin.PHONE, PHONE, SERVICES, Optional.of(NOW.plusSeconds(60)));
        assertThat(phone(List.of(ending), Optional.of(Duration.ofHours(1))))
                .isEqualTo(new Granted(List.of(ending), Optional.of(NOW.plus(Duration.ofHours(1)))));
        Grant forEver = grant(1, Origin.PHONE, PHONE, SERVICES, Optional.empty());
        assertThat(phone(List.of(forEver), Optional.of(Duration.ofHours(1)))).isInstanceOf(Granted.class);
    }

    @Test
    void a_knock_lets_in_beside_the_owners_other_addresses() {
        Grant elsewhere = grant(1, Origin.KNOCK, "203.0.113.1", SERVICES, Optional.of(NOW.plus(FOUR_HOURS)));
        assertThat(knock(elsewhere)).isEqualTo(new Granted(List.of(), Optional.of(NOW.plus(FOUR_HOURS))));
    }

    @Test
    void a_knock_extends_what_ends_by_a_minute_sooner_and_no_less() {
        Instant end = NOW.plus(FOUR_HOURS);
        Grant justNow = grant(1, Origin.KNOCK, PHONE, SERVICES, Optional.of(end.minusSeconds(59)));
        assertThat(knock(justNow)).isEqualTo(new Unchanged(justNow));
        Grant before = grant(1, Origin.KNOCK, PHONE, SERVICES, Optional.of(end.minusSeconds(60)));
        assertThat(knock(before)).isEqualTo(new Granted(List.of(before), Optional.of(end)));
    }

    @Test
    void a_ban_keeps_out_who_knocks_and_nobody_else() {
        for (Door door : Door.values()) {
            GrantDecision decision = decide(wish(door, PHONE, SERVICES, Optional.empty()), List.of(), true);
            if (door == Door.KNOCK) assertThat(decision).isEqualTo(new Refused(PHONE + " is banned"));
            else assertThat(decision).isInstanceOf(Granted.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_door_opens_for_what_policy_never_grants_or_to_services_that_are_not_here(Door door) {
        GrantDecision never = decide(wish(door, "127.0.0.1", SERVICES, Optional.empty()), List.of(), false);
        assertThat(never).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).contains(GrantPolicy.Reason.SPECIAL);
            assertThat(refused.why()).contains("127.0.0.1", "loopback");
        });
        assertThat(decide(wish(door, PHONE, Services.of("fax"), Optional.empty()), List.of(), false))
                .isEqualTo(new Refused("1001 opens fax, and no such service is here"));
    }

    @Test
    void the_addresses_that_stop_are_named_beside_the_new_one() {
        Grant same = grant(1, Origin.PHONE, PHONE, SERVICES, Optional.of(NOW.plusSeconds(60)));
        Grant other = grant(2, Origin.PHONE, "203.0.113.1", SERVICES, Optional.empty());
        assertThat(new Granted(List.of(same, other), Optional.empty()).replacedBeside(AddressRange.parse(PHONE)))
                .isEqualTo("203.0.113.1");
    }

    @Test
    void each_decision_is_matched_as_what_it_is() {
        Grant same = grant(1, Origin.PHONE, PHONE, SERVICES, Optional.empty());
        assertThat(matched(new Granted(List.of(), Optional.empty()))).isEqualTo("granted");
        assertThat(matched(new Unchanged(same))).isEqualTo("unchanged");
        assertThat(matched(new Refused("no"))).isEqualTo("no");
    }

    private static String matched(GrantDecision decision) {
        return decision.match(granted -> "granted", same -> "unchanged", Refused::why);
    }
}
