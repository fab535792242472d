package io.callgate.agi;

import java.time.Duration;

/**
 * How long a call may take.
 *
 * @param call all of it
 * @param atOnce Asterisk's answer to a command that is done at once
 * @param playing its answer to one that plays something or hears keys: longer than any prompt and a slow finger's keys together
 */
public record CallTimes(Duration call, Duration atOnce, Duration playing) {

    static final CallTimes STANDARD = of(Duration.ofMinutes(10));

    public static CallTimes of(Duration call) {
        return new CallTimes(call, Duration.ofSeconds(10), Duration.ofMinutes(2));
    }
}
