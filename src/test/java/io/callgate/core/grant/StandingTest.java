package io.callgate.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {

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

    private static Optional<Standing> standing(Instant lastEnded, Grant... grants) {
        return Standing.of(PHONE, List.of(grants), Optional.ofNullable(lastEnded), NOW);
    }

    @Test
    void aRangeWithoutGrantsHasNoStanding() {
        assertThat(standing(null)).isEmpty();
    }

    @Test
    void aGrantOpensItsServicesUntilItsEndAndIsJudgedADayLonger() {
        Instant end = NOW.plusSeconds(100);
        Standing standing = standing(null, grant(1, "1001", "sip,rtp", end)).orElseThrow();
        assertThat(standing.openings())
                .containsExactly(
                        new Opening(PHONE, "rtp", Optional.of(end), "phone 1001 grant 1"),
                        new Opening(PHONE, "sip", Optional.of(end), "phone 1001 grant 1"));
        assertThat(standing.judgedUntil()).contains(end.plus(Standing.AFTERMATH));
    }

    @Test
    void ofTwoGrantsTheLaterEndCountsForEachService() {
        Instant soon = NOW.plusSeconds(100);
        Instant later = NOW.plusSeconds(200);
        Standing standing = standing(null, grant(1, "1001", "sip,rtp", soon), grant(2, "1002", "sip", later))
                .orElseThrow();
        assertThat(standing.openings())
                .containsExactly(
                        new Opening(PHONE, "rtp", Optional.of(soon), "phone 1001 grant 1"),
                        new Opening(PHONE, "sip", Optional.of(later), "phone 1002 grant 2"));
        assertThat(standing.judgedUntil()).contains(later.plus(Standing.AFTERMATH));
    }

    @Test
    void aGrantWithoutEndOutlastsAllOthersWhateverTheirOrder() {
        Grant ending = grant(1, "1001", "sip", NOW.plusSeconds(100));
        Grant lasting = grant(2, "1002", "sip", null);
        assertThat(standing(null, ending, lasting)).isEqualTo(standing(null, lasting, ending));
        Standing standing = standing(null, ending, lasting).orElseThrow();
        assertThat(standing.openings())
                .containsExactly(new Opening(PHONE, "sip", Optional.empty(), "phone 1002 grant 2"));
        assertThat(standing.judgedUntil()).isEmpty();
    }

    @Test
    void aGrantIsOverAtItsEndAndLeavesAnAftermath() {
        Standing standing = standing(null, grant(1, "1001", "sip", NOW)).orElseThrow();
        assertThat(standing.openings()).isEmpty();
        assertThat(standing.judgedUntil()).contains(NOW.plus(Standing.AFTERMATH));
    }

    @Test
    void aRangeThatLostItsLastGrantIsJudgedForADay() {
        Instant ended = NOW.minusSeconds(10);
        Standing standing = standing(ended).orElseThrow();
        assertThat(standing.openings()).isEmpty();
        assertThat(standing.judgedUntil()).contains(ended.plus(Standing.AFTERMATH));
    }

    @Test
    void nothingIsLeftADayAfterTheLastEnd() {
        assertThat(standing(NOW.minus(Standing.AFTERMATH))).isEmpty();
        assertThat(standing(null, grant(1, "1001", "sip", NOW.minus(Standing.AFTERMATH))))
                .isEmpty();
    }

    @Test
    void aGrantTakenAwayLaterThanTheOthersEndIsWhatTheAftermathCountsFrom() {
        Instant end = NOW.plusSeconds(100);
        assertThat(standing(NOW, grant(1, "1001", "sip", end)).orElseThrow().judgedUntil())
                .contains(end.plus(Standing.AFTERMATH));
        assertThat(standing(NOW, grant(1, "1001", "sip", NOW.minusSeconds(50)))
                        .orElseThrow()
                        .judgedUntil())
                .contains(NOW.plus(Standing.AFTERMATH));
    }

    @Test
    void noneHoldsNothing() {
        Standing none = Standing.none(PHONE);
        assertThat(none.openings()).isEmpty();
        assertThat(none.judgedUntil().orElseThrow()).isBefore(NOW);
    }
}
