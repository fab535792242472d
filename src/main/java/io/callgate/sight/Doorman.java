package io.callgate.sight;

import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.Address;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.knock.Knocks;
import io.callgate.core.packet.Packet;
import io.callgate.core.ring.Ring;
import io.callgate.core.ring.Ring.Means;
import io.callgate.core.ring.Rings;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.gate.Gate;
import io.callgate.gate.Listener;
import io.callgate.gate.act.Knocking;
import io.callgate.gate.act.LetInByKnock;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Repeats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears knocks and rings in the packets that nothing allows, and has who knocked right let in. Packets to SIP's ports ring and
 * do nothing else: a phone that tries again and again must not spoil its user's knock.
 */
public final class Doorman implements Doorbell, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Doorman.class);
    private final Repeats notLetIn = new Repeats(log::warn);
    private final Repeats faults = new Repeats(log::warn);
    private static final String SIP = "sip";
    /** Until the first knock after a start takes no longer than others. */
    private static final int REHEARSALS = 50;

    /** Of documentation (RFC 5737): nobody's. Nothing of it stays in the book, and nothing comes to the kernel. */
    private static final Address NOBODY = Address.parse("203.0.113.254");

    private static final Duration LOOK_AT_BOOK = Duration.ofSeconds(2);

    private final Gate gate;
    private final Knocks knocks;
    private final Rings rings;
    private final Supplier<Set<Integer>> taken;
    private final RandomGenerator random;
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(Daemons.named("doorman"));

    /**
     * Held by who reads the book, and never waited for by who holds this doorman: a book that is long to read must not hold up
     * the gate's thread, which tells this doorman what became of a knock.
     */
    private final Object reading = new Object();

    /** How often this program changed what the book says of doors; whoever needs it next reads it. */
    private final AtomicLong changes = new AtomicLong(1);

    /** How many of these changes were in the book when it was read. */
    private volatile long changesRead;

    /** The book cannot be read. Nobody tries that with each packet of a flood: {@link #look} does. */
    private volatile boolean unreadable;

    /** Under {@link #reading}. */
    private long revision = -1;

    private Map<String, List<AccountNumber>> byExtension = Map.of();
    private Map<Integer, AccountNumber> byDoorbell = Map.of();
    /** There are accounts that cannot be rung for. */
    private volatile boolean doorbellsMissing;

    /** The fault that was logged last; empty when all is well. */
    private volatile String told = "";

    private long heard;
    private long opened;

    /**
     * @param taken the ports that programs of this box use
     * @param random a generator whose numbers no stranger can tell
     */
    public Doorman(Gate gate, Supplier<Set<Integer>> taken, RandomGenerator random) {
        this.gate = gate;
        this.taken = taken;
        this.random = random;
        this.knocks = new Knocks(random.nextLong());
        this.rings = new Rings(random.nextLong());
        gate.listen(new Listener() {
            @Override
            public void doorsChanged() {
                changed();
            }
        });
    }

    /** Read at once, so that no packet waits for it; and by a packet that comes sooner. */
    private void changed() {
        changes.incrementAndGet();
        try {
            worker.execute(this::look);
        } catch (RejectedExecutionException e) {
            log.debug("closed: nobody asks any more");
        }
    }

    /** Takes in the next packet. */
    public void see(Packet packet) {
        refresh();
        hear(packet);
    }

    private synchronized void hear(Packet packet) {
        if (gate.rules().services().has(SIP, packet.protocol(), packet.port())) ring(packet);
        else {
            AccountNumber account = packet.protocol() == Protocol.TCP ? byDoorbell.get(packet.port()) : null;
            if (account != null) rings.ring(account, new Ring(packet.source(), packet.atMillis(), Means.DOORBELL));
            else astray(packet);
            knocks.hear(packet).ifPresent(knock -> letIn(packet, knock));
        }
    }

    /** Anybody may try a service, and be shut out; but who tries what is no service is looking for something. */
    private void astray(Packet packet) {
        if (rings.isSearched(packet.atMillis()) || gate.rules().services().has(packet.port())) return;
        rings.astray(packet.source(), packet.atMillis());
    }

    private void ring(Packet packet) {
        if (packet.protocol() == Protocol.TCP) {
            rings.ring(new Ring(packet.source(), packet.atMillis(), Means.UNNAMED));
            return;
        }
        for (String user : SipPeek.users(packet.payload()))
            for (AccountNumber account : byExtension.getOrDefault(user, List.of()))
                rings.ring(account, new Ring(packet.source(), packet.atMillis(), Means.EXTENSION));
    }

    private void letIn(Packet packet, Knocks.Heard knock) {
        heard++;
        gate.submit(new LetInByKnock(knock.owner(), knock.turn(), packet.source()))
                .whenComplete((answer, fault) -> tell(packet, knock, answer, fault));
    }

    private void notLetIn(Packet packet, Knocks.Heard knock, String why) {
        notLetIn.say(packet.source() + " knocked as " + knock.owner() + ", and is not let in: " + why);
    }

    private void tell(Packet packet, Knocks.Heard knock, GrantDecision decision, Throwable fault) {
        Optional<String> why = fault != null
                ? Optional.of(fault.getMessage())
                : decision.match(granted -> Optional.empty(), same -> Optional.empty(), no -> Optional.of(no.why()));
        why.ifPresentOrElse(text -> notLetIn(packet, knock, text), () -> letIn(packet));
    }

    private synchronized void letIn(Packet packet) {
        opened++;
        rings.forget(packet.source());
    }

    @Override
    public List<Ring> rings(AccountNumber account) {
        refresh();
        synchronized (this) {
            return rings.of(account, gate.clock().instant().toEpochMilli());
        }
    }

    /** How many whole knocks were heard. */
    public synchronized long heard() {
        return heard;
    }

    /** How many of them opened. */
    public synchronized long opened() {
        return opened;
    }

    /** Begins to look whether another program changed the book. */
    public Doorman start() {
        worker.execute(this::rehearse);
        worker.scheduleWithFixedDelay(this::look, 0, LOOK_AT_BOOK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void rehearse() {
        KnockSequence sequence =
                KnockSequence.random(KnockSequence.SHORTEST, List.of(Protocol.TCP), port -> true, random);
        for (int i = 0; i < REHEARSALS && !worker.isShutdown(); i++) {
            try {
                gate.ask(LetInByKnock.rehearsal(sequence, NOBODY));
            } catch (Refusal asItIsMeantTo) {
                continue;
            } catch (StoreException e) {
                return; // It will be told by who needs the book.
            }
        }
    }

    /** Whatever goes wrong: a task that throws is never run again. */
    private void look() {
        try {
            lookAtBook();
            if (doorbellsMissing) gate.ask(Knocking.giveDoorbells(taken.get(), random));
            told = "";
        } catch (StoreException | Refusal e) {
            tellOnce(e.getMessage());
        } catch (RuntimeException e) {
            tellOnce(e.toString());
        }
    }

    private void tellOnce(String fault) {
        faults.say("who may knock and ring cannot be looked after: " + fault);
        told = fault;
    }

    private void lookAtBook() {
        synchronized (reading) {
            unreadable = false;
            if (gate.read(BookView::revision) != revision || isStale()) read();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private boolean isStale() {
        return changesRead != changes.get();
    }

    /** While the book cannot be read, what it last said holds. */
    private void refresh() {
        if (!isStale() || unreadable) return;
        try {
            synchronized (reading) {
                if (isStale() && !unreadable) read();
            }
        } catch (StoreException | Refusal e) {
            tellOnce(e.getMessage());
        }
    }

    /** Under {@link #reading}. */
    private void read() {
        long upTo = changes.get();
        try {
            Doors doors = gate.read(Doors::of);
            take(doors);
            revision = doors.revision();
            changesRead = upTo;
        } catch (RuntimeException e) {
            unreadable = true;
            throw e;
        }
    }

    private synchronized void take(Doors doors) {
        byExtension = doors.byExtension();
        byDoorbell = doors.byDoorbell();
        doorbellsMissing = doors.byDoorbell().size() < doors.accounts().size();
        rings.accounts(doors.accounts());
        knocks.keys(doors.keys());
    }
}
