package io.callgate.app.control;

import io.callgate.kit.Daemons;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a channel when its time is up, because a socket of this kind has no timeouts; whoever waits on it then fails. */
final class Deadline implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Deadline.class);
    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("control-deadlines"));

    private final ScheduledFuture<?> pending;

    private Deadline(ScheduledFuture<?> pending) {
        this.pending = pending;
    }

    static Deadline in(Duration time, SocketChannel channel) {
        return new Deadline(TIMER.schedule(() -> close(channel), time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("cannot close a control connection: {}", e.toString());
        }
    }

    /** In time after all. */
    @Override
    public void close() {
        pending.cancel(false);
    }
}
