package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RangeOpeningsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final AddressRange PHONE = AddressRange.parse("203.0.113.7");

    private static Grant grant(long id, String owner, String services, Instant endsAt) {
        return new Grant(
                id,
                new Owner(owner),
                Origin.PHONE,
                PHONE,
                Services.parse(services),
                NOW.minusSeconds(60),
                Optional.ofNullable(endsAt),
                "");
    }

    private static Optional<RangeOpenings> standing(Judged judged, Grant... grants) {
        return RangeOpenings.of(PHONE, List.of(grants), List.of(), Optional.ofNullable(judged), NOW);
    }

    @Test
    void a_range_without_grants_has_no_standing() {
        assertThat(standing(null)).isEmpty();
    }

    @Test
    void a_grant_opens_its_services_until_its_end() {
        Instant end = NOW.plusSeconds(100);
        RangeOpenings standing =
                standing(null, grant(1, "1001", "sip,rtp", end)).orElseThrow();
        assertThat(standing.openings())
                .containsExactly(
                        new Opening(PHONE, "rtp", Optional.of(end), "phone 1001 grant 1"),
                        new Opening(PHONE, "sip", Optional.of(end), "phone 1001 grant 1"));
    }

    @Test
    void of_two_grants_the_later_end_counts_for_each_service() {
        Instant soon = NOW.plusSeconds(100);
        Instant later = NOW.plusSeconds(200);
        RangeOpenings standing = standing(null, grant(1, "1001", "sip,rtp", soon), grant(2, "1002", "sip", later))
                .orElseThrow();
        assertThat(standing.openings())
                .containsExactly(
                        new Opening(PHONE, "rtp", Optional.of(soon), "phone 1001 grant 1"),
                        new Opening(PHONE, "sip", Optional.of(later), "phone 1002 grant 2"));
    }

    @Test
    void a_grant_without_end_outlasts_all_others_whatever_their_order() {
        Grant ending = grant(1, "1001", "sip", NOW.plusSeconds(100));
        Grant lasting = grant(2, "1002", "sip", null);
        assertThat(standing(null, ending, lasting)).isEqualTo(standing(null, lasting, ending));
        RangeOpenings standing = standing(null, ending, lasting).orElseThrow();
        assertThat(standing.openings())
                .containsExactly(new Opening(PHONE, "sip", Optional.empty(), "phone 1002 grant 2"));
    }

    private static Judged judged(Judged.Cause cause, Instant until) {
        return new Judged(PHONE.network(), cause, NOW, Optional.ofNullable(until), "");
    }

    @Test
    void a_grant_is_over_at_its_end() {
        assertThat(standing(null, grant(1, "1001", "sip", NOW))).isEmpty();
    }

    @Test
    void what_is_judged_stays_without_a_grant_until_it_is_over() {
        Judged used = judged(Judged.Cause.USED, NOW.plusSeconds(1));
        assertThat(standing(used)).hasValueSatisfying(s -> {
            assertThat(s.openings()).isEmpty();
            assertThat(s.judged()).contains(used);
        });
        assertThat(standing(used, grant(1, "1001", "sip", null)))
                .hasValueSatisfying(s -> assertThat(s.judged()).contains(used));
        assertThat(standing(judged(Judged.Cause.USED, NOW))).isEmpty();
        assertThat(standing(judged(Judged.Cause.LIFTED, null))).isPresent();
    }

    @Test
    void what_is_judged_of_one_address_says_nothing_of_another() {
        Judged used = judged(Judged.Cause.USED, null);
        assertThatThrownBy(() -> RangeOpenings.of(
                        AddressRange.parse("203.0.113.0/24"), List.of(), List.of(), Optional.of(used), NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void none_holds_nothing() {
        assertThat(RangeOpenings.none(PHONE).isNothing()).isTrue();
    }

    /** What the scanner bans for may have been sent in another's name. */
    @Test
    void only_bans_by_hand_shut_out_answers_and_the_one_that_ends_last_counts() {
        Ban scanned = new Ban(1, PHONE, Ban.SCANNER, "", NOW, Optional.empty());
        Ban short1 = new Ban(2, PHONE, "administrator", "", NOW, Optional.of(NOW.plusSeconds(9)));
        Ban longer = new Ban(3, PHONE, "administrator", "", NOW, Optional.empty());
        assertThat(RangeOpenings.of(PHONE, List.of(), List.of(scanned), Optional.empty(), NOW))
                .isEmpty();
        assertThat(RangeOpenings.of(PHONE, List.of(), List.of(longer, scanned, short1), Optional.empty(), NOW))
                .hasValueSatisfying(s -> assertThat(s.shut()).contains(longer));
        assertThat(RangeOpenings.of(PHONE, List.of(), List.of(short1), Optional.empty(), NOW.plusSeconds(9)))
                .isEmpty();
    }
}
