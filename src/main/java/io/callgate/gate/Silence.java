package io.callgate.gate;

import java.time.Instant;

/** The book fails, since when and why. */
public record Silence(Instant since, String why) {
    @Override
    public String toString() {
        return "silent since " + since + ": " + why;
    }
}
