package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.PinHash;
import io.callgate.core.address.Address;
import io.callgate.core.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhoneRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Address PHONE = Address.parse("203.0.113.7");
    private static final Services SERVICES = Services.of("sip", "rtp");
    private static final Account ACCOUNT = new Account(
            new AccountNumber("1001"),
            "Ann",
            "ann@example.org",
            SERVICES,
            Optional.empty(),
            PinHash.of("483920", new byte[16], 1),
            true,
            NOW,
            Optional.empty());

    private static Grant grant(long id, Origin origin, String address, Services services, Optional<Instant> endsAt) {
        return new Grant(id, ACCOUNT.owner(), origin, Address.parse(address).asRange(), services, NOW, endsAt, "");
    }

    private static PhoneRules.Decision allow(List<Grant> owned, Optional<Duration> grantFor) {
        return PhoneRules.allow(ACCOUNT, owned, PHONE, GrantPolicy.STANDARD, grantFor, NOW);
    }

    @Test
    void a_first_address_is_granted_for_ever() {
        assertThat(allow(List.of(), Optional.empty())).isEqualTo(new PhoneRules.Grants(List.of(), Optional.empty()));
    }

    @Test
    void another_address_replaces_the_one_before_but_not_what_came_by_other_doors() {
        Grant old = grant(1, Origin.PHONE, "203.0.113.1", SERVICES, Optional.empty());
        Grant admins = grant(2, Origin.ADMINISTRATOR, "203.0.113.2", SERVICES, Optional.empty());
        assertThat(allow(List.of(old, admins), Optional.empty()))
                .isEqualTo(new PhoneRules.Grants(List.of(old), Optional.empty()));
    }

    @Test
    void the_same_address_again_changes_nothing() {
        Grant same = grant(1, Origin.PHONE, "203.0.113.7", SERVICES, Optional.empty());
        assertThat(allow(List.of(same), Optional.empty())).isEqualTo(new PhoneRules.Unchanged(same));
    }

    @Test
    void the_same_address_is_granted_anew_when_the_services_changed_or_time_runs() {
        Grant fewer = grant(1, Origin.PHONE, "203.0.113.7", Services.of("sip"), Optional.empty());
        assertThat(allow(List.of(fewer), Optional.empty())).isInstanceOf(PhoneRules.Grants.class);
        Grant ending = grant(1, Origin.PHONE, "203.0.113.7", SERVICES, Optional.of(NOW.plusSeconds(60)));
        assertThat(allow(List.of(ending), Optional.of(Duration.ofHours(1))))
                .isEqualTo(new PhoneRules.Grants(List.of(ending), Optional.of(NOW.plus(Duration.ofHours(1)))));
    }

    @Test
    void an_address_that_policy_never_grants_is_refused() {
        assertThat(PhoneRules.allow(
                        ACCOUNT, List.of(), Address.parse("127.0.0.1"), GrantPolicy.STANDARD, Optional.empty(), NOW))
                .isInstanceOf(PhoneRules.Refused.class);
    }
}
