package io.callgate.core.account;

import java.time.Duration;

/**
 * The limits against guessing. With these defaults a guesser who calls day and night is heard at most 2,191 times a year at one
 * account and 350,640 times at all accounts together, of the 500,000 that make an even chance at 6 random digits.
 */
public record GuessingLimits(Limit account, Limit caller, Limit overall) {

    public static final GuessingLimits STANDARD = new GuessingLimits(
            new Limit(5, Duration.ofHours(4), Duration.ofMinutes(1), Duration.ofHours(4)),
            new Limit(10, Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(1)),
            new Limit(40, Duration.ofSeconds(90), Duration.ofMinutes(1), Duration.ofMinutes(15)));

    /** The limit on one kind of subject. */
    public Limit of(Subject.Kind kind) {
        return switch (kind) {
            case ACCOUNT -> account;
            case CALLER -> caller;
            case OVERALL -> overall;
        };
    }
}
