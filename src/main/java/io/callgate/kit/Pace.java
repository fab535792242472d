package io.callgate.kit;

import java.time.Duration;
import java.time.Instant;

/** How often something is done that is done from time to time. */
public final class Pace {

    private Pace() {}

    /** Whether {@code pause} has passed since {@code last}; also when the clock was set back as far, or nothing would be due for long. */
    public static boolean isDue(Instant last, Instant now, Duration pause) {
        return Duration.between(last, now).abs().compareTo(pause) >= 0;
    }
}
