package io.callgate.sight;

import io.callgate.core.packet.Packet;
import io.callgate.kit.Daemons;
import io.callgate.kit.Fault;
import io.callgate.kit.Repeats;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on the packets that rules log to a group of NFLOG, one by one, on a thread of its own. What keeps it from that is
 * tried again, and told by {@link #fault}.
 *
 * <p>At rest each packet comes by itself, at once. When thousands come in a second, the kernel hands them over in parts of
 * {@link #MANY}, so that a flood costs less than it is worth, and at most a hundredth of a second later.
 */
public final class Nflog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Nflog.class);
    private final Repeats unseen = Repeats.withTrace(log::error);
    private final Fault fault = new Fault(log::error, log::info);

    static final int MANY = 64;
    private static final int FLOOD_A_SECOND = 3_000;
    private static final int CALM_A_SECOND = 1_000;
    private static final int LOOK_MILLIS = 250;
    private static final int AGAIN_SECONDS = 5;

    private final int group;
    private final InstantSource clock;
    private final Consumer<Packet> sink;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Daemons.thread("sight", this::run);

    private volatile long seen;
    private volatile long lost;

    private boolean flood;
    private long windowBegan;
    private long seenBefore;

    /** @param group the number of the group that rules log to */
    public Nflog(int group, InstantSource clock, Consumer<Packet> sink) {
        this.group = group;
        this.clock = clock;
        this.sink = sink;
    }

    public Nflog start() {
        thread.start();
        return this;
    }

    /** How many packets came. */
    public long seen() {
        return seen;
    }

    /** How many came too fast for this machine. */
    public long lost() {
        return lost;
    }

    /** What keeps packets from being seen, if something does. */
    public Optional<String> fault() {
        return fault.now();
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (LogSocket socket = new LogSocket(group)) {
                fault.over("the group " + group + " of NFLOG can be read again");
                begin(socket);
                while (closing.getCount() > 0) look(socket);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void begin(LogSocket socket) {
        flood = false;
        windowBegan = clock.millis();
        seenBefore = seen;
        socket.parts(1);
    }

    private void look(LogSocket socket) {
        socket.receive(this::packet);
        lost += socket.takeLost();
        long passed = clock.millis() - windowBegan;
        if (passed >= 0 && passed < LOOK_MILLIS) return;
        long perSecond = (seen - seenBefore) * 1000 / Math.max(1, passed);
        boolean floods = perSecond > (flood ? CALM_A_SECOND : FLOOD_A_SECOND);
        if (floods != flood) socket.parts(floods ? MANY : 1);
        flood = floods;
        windowBegan = clock.millis();
        seenBefore = seen;
    }

    private void packet(byte[] in, int from, int to, long atMillis) {
        seen++;
        long at = atMillis > 0 ? atMillis : clock.millis();
        Optional<Packet> packet = Headers.packet(in, from, to, at);
        if (packet.isEmpty()) return;
        try {
            sink.accept(packet.get());
        } catch (RuntimeException e) {
            tell(packet.get(), e);
        }
    }

    /** Strangers must not be able to fill the log. */
    private void tell(Packet packet, RuntimeException e) {
        unseen.say("packets could not be looked at, as one from " + packet.source(), e);
    }

    private void failed(RuntimeException e) {
        String why = "the group " + group + " of NFLOG cannot be read: " + e.getMessage();
        fault.is(why, why + "; trying again every " + AGAIN_SECONDS + " seconds");
        try {
            if (closing.await(AGAIN_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException interrupted) {
            closing.countDown();
        }
    }

    /** Ends within a moment. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
