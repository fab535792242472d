package io.callgate.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * With the defaults, a guesser calling day and night needs over a year for an even chance at one account.
 *
 * <p>A PIN is one of 999,980: 6 random digits, less the 20 runs of equal or consecutive ones that are never given. Without
 * repeating themselves at an account, a guesser has an even chance after half of them: n guesses at one account succeed with
 * n / 999,980. Spread over many accounts, n guesses expect n / 999,980 successes, and the chance of at least one is less.
 */
class GuessingArithmeticTest {

    private static final double PINS = 1_000_000 - 20;
    private static final double EVEN_CHANCE = PINS / 2;
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(366);
    private static final GuessingLimits LIMITS = GuessingLimits.STANDARD;

    /** The pattern of the best guesser: never lets the level rise above {@code level}, and guesses as soon as it may. */
    private static long guesses(Limit limit, int level, Duration time) {
        Attempts attempts = Attempts.NONE;
        Instant now = T0;
        long guesses = 0;
        while (now.isBefore(T0.plus(time))) {
            Attempts left = limit.drained(attempts, now);
            if (left.lockedAt(now)) now = left.lockedUntil();
            else if (left.failures() >= level) now = left.drainsFrom().plus(limit.drain());
            else {
                attempts = limit.failed(attempts, now);
                guesses++;
            }
        }
        return guesses;
    }

    private static long most(Limit limit, Duration time) {
        long most = 0;
        for (int level = 1; level <= limit.threshold() + 20; level++)
            most = Math.max(most, guesses(limit, level, time));
        return most;
    }

    /** In the long run one guess a drain; before that, the bucket fills once, up to where a lock is as long as a drain. */
    private static double bound(Limit limit) {
        double doublings = Math.ceil(
                Math.log((double) limit.drain().toSeconds() / limit.base().toSeconds()) / Math.log(2));
        return (double) YEAR.toSeconds() / limit.drain().toSeconds() + limit.threshold() + Math.max(0, doublings) + 2;
    }

    @Test
    void the_bound_holds_for_every_pattern_of_guessing() {
        for (Limit limit : new Limit[] {LIMITS.account(), LIMITS.caller(), LIMITS.overall()})
            assertThat((double) most(limit, YEAR))
                    .isLessThanOrEqualTo(bound(limit))
                    .isGreaterThan(bound(limit) * 0.9);
    }

    @Test
    void one_account_bears_a_guesser_for_two_hundred_years() {
        assertThat(bound(LIMITS.account())).isLessThan(2_220);
        assertThat(EVEN_CHANCE / bound(LIMITS.account())).isGreaterThan(200);
    }

    @Test
    void an_owner_who_calls_every_day_and_so_clears_the_count_still_has_sixty_years() {
        long perYear = 366 * most(LIMITS.account(), Duration.ofDays(1));
        assertThat(EVEN_CHANCE / perYear).isGreaterThan(60);
    }

    @Test
    void all_accounts_together_bear_a_guesser_for_over_a_year() {
        assertThat(bound(LIMITS.overall())).isLessThan(352_000);
        assertThat(EVEN_CHANCE / bound(LIMITS.overall())).isGreaterThan(1.4);
    }

    @Test
    void a_guesser_who_forges_the_numbers_of_three_hundred_phones_needs_over_a_year_too() {
        // A familiar caller passes the overall lock only while nothing at all is remembered against the account. That
        // is
        // cleared by its owner's own call, say once a day, or after memory() of quiet: one guess each time.
        double perAccount =
                366 + (double) YEAR.toSeconds() / LIMITS.account().memory().toSeconds();
        assertThat(bound(LIMITS.overall()) + 300 * perAccount).isLessThan(EVEN_CHANCE);
    }
}
