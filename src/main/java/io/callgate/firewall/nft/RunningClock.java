package io.callgate.firewall.nft;

import com.google.common.base.Ticker;
import java.time.Instant;

/**
 * The present, as it moves on while a large book is read and written: elements carry what is left of them, and seconds pass
 * between the first and the last.
 */
public final class RunningClock {

    private final long startMillis;
    private final long startNanos;
    private final Ticker ticker;

    public RunningClock(Instant now, Ticker ticker) {
        this.startMillis = now.toEpochMilli();
        this.startNanos = ticker.read();
        this.ticker = ticker;
    }

    public long millis() {
        return startMillis + (ticker.read() - startNanos) / 1_000_000;
    }
}
