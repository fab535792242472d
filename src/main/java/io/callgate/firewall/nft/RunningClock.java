package io.callgate.firewall.nft;

import com.google.common.base.Ticker;
import java.time.Instant;

/**
 * The present, as it moves on while a large book is read and written: elements carry what is left of them, and seconds pass
 * between the first and the last.
 */
public final class RunningClock {

    /** Moments are whole seconds, and it takes a while from one to what is done at it. */
    private static final long TOLERANCE_MILLIS = 10_000;

    private final long startMillis;
    private final long startNanos;
    private final Ticker ticker;

    public RunningClock(Instant now, Ticker ticker) {
        this.startMillis = now.toEpochMilli();
        this.startNanos = ticker.read();
        this.ticker = ticker;
    }

    /** Whether somebody set the clock in between, by more than it takes to read it. */
    public boolean wasSetSince(RunningClock before) {
        long passed = (startNanos - before.startNanos) / 1_000_000;
        return Math.abs(startMillis - before.startMillis - passed) > TOLERANCE_MILLIS;
    }

    public long millis() {
        return startMillis + (ticker.read() - startNanos) / 1_000_000;
    }
}
