package io.callgate.core.jail;

import java.time.Duration;

/**
 * How many failed attempts ban, and for how long. The names are fail2ban's.
 *
 * @param maxRetry so many attempts ban, 1 to 1000
 * @param findTime when they lie within this time
 * @param banTime how long the first ban of an address lasts; each further one twice as long as the one before
 * @param longestBan but no longer than this
 */
public record Jail(int maxRetry, Duration findTime, Duration banTime, Duration longestBan) {

    public Jail {
        if (maxRetry < 1 || maxRetry > 1000)
            throw new IllegalArgumentException("max-retry must be 1 to 1000, not " + maxRetry);
        if (longestBan.compareTo(banTime) < 0)
            throw new IllegalArgumentException("longest-ban " + longestBan + " is shorter than ban-time " + banTime);
    }

    /** This, with another longest ban. */
    public Jail noLongerThan(Duration longest) {
        return new Jail(maxRetry, findTime, banTime, longest);
    }

    /** How long an address is banned that was banned {@code before} times already. */
    public Duration length(int before) {
        Duration length = banTime;
        for (int i = 0; i < before && length.compareTo(longestBan) < 0; i++) length = length.multipliedBy(2);
        return length.compareTo(longestBan) < 0 ? length : longestBan;
    }
}
