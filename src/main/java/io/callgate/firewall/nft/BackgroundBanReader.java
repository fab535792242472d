package io.callgate.firewall.nft;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.gate.port.FirewallException;
import io.callgate.kit.Daemons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Reads, beside everything else, which bans of clients the kernel holds: of a million it takes the kernel long to tell,
 * because it counts its way from the beginning for each answer. What changes meanwhile may be told as it was, twice, or not at
 * all; so all is read again, after ever longer pauses, until nothing changed meanwhile.
 */
public final class BackgroundBanReader implements AutoCloseable {

    private static final int PART = 5_000;
    private static final int WAITING = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Of the network namespace in which this was made, whoever reads. */
    private final NfTablesQuery netlink = new NfTablesQuery();

    private final Collection<GateSet> sets;
    private final Ticker ticker;
    private final BlockingQueue<Banned> parts = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean closing;

    /** Of the reader, for whoever sees it ended. */
    private boolean disturbed;

    private Optional<FirewallException> failure = Optional.empty();

    private Thread reader = new Thread();
    private boolean due;
    private long dueAt;
    private Duration pause = FIRST_PAUSE;

    public BackgroundBanReader(Collection<GateSet> sets, Ticker ticker) {
        this.sets = sets;
        this.ticker = ticker;
    }

    /** From now on all is to be read, from the beginning. */
    public void begin() {
        due = true;
        dueAt = ticker.read();
        pause = FIRST_PAUSE;
    }

    /**
     * What was read since the last time: a part of it, or nothing.
     *
     * @throws FirewallException if it could not be read; it is read another time
     */
    public List<Banned> found(RunningClock now) {
        boolean reads = reader.isAlive();
        List<Banned> found = new ArrayList<>(WAITING);
        parts.drainTo(found);
        if (!reads && found.isEmpty()) goOn(now);
        return found;
    }

    private void goOn(RunningClock now) {
        if (disturbed) {
            due = true;
            dueAt = ticker.read() + pause.toNanos();
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
        disturbed = false;
        Optional<FirewallException> failed = failure;
        failure = Optional.empty();
        if (failed.isPresent()) throw failed.get();
        if (!due || ticker.read() - dueAt < 0) return;
        due = false;
        reader = Daemons.thread("survey", () -> read(now));
        reader.start();
    }

    private void read(RunningClock now) {
        try {
            for (GateSet set : sets) {
                Part part = new Part();
                disturbed |=
                        new ElementReader(netlink, set, now).readOnce(part::add) == NfTablesQuery.Outcome.INTERRUPTED;
                part.handOver();
            }
        } catch (FirewallException e) {
            disturbed = true;
            failure = Optional.of(e);
        } catch (CancellationException e) {
            // Closed meanwhile: nobody waits for the rest.
        }
    }

    private final class Part {
        private Banned bans = new Banned();

        void add(AddressRange range, long endMillis) {
            if (closing) throw new CancellationException();
            bans.put(range, endMillis);
            if (bans.size() >= PART) handOver();
        }

        void handOver() {
            try {
                while (!parts.offer(bans, 100, TimeUnit.MILLISECONDS)) if (closing) throw new CancellationException();
            } catch (InterruptedException e) {
                throw new CancellationException();
            }
            bans = new Banned();
        }
    }

    @Override
    public void close() {
        closing = true;
        Uninterruptibles.joinUninterruptibly(reader);
        netlink.close();
    }
}
