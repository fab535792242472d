package io.callgate.scan.follow;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.failure.Failure;
import io.callgate.core.jail.Jail;
import io.callgate.core.jail.Judge;
import io.callgate.core.jail.Offence;
import io.callgate.gate.Gate;
import io.callgate.gate.Listener;
import io.callgate.gate.port.BookView;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.Flows;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Daemons;
import io.callgate.kit.Repeats;
import io.callgate.scan.ami.AmiClient;
import io.callgate.scan.filter.Filter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows logs, has their failures judged and offenders shut out. One thread does it all: at rest it sleeps until a log is
 * written to, and in a flood it reads what came in a millisecond at once.
 */
public final class Scanner implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Scanner.class);
    private final Repeats unsaved = new Repeats(log::warn);
    private final Repeats stumbles = Repeats.withTrace(log::error);

    /** Also what no event tells of is then looked at: a link that leads elsewhere, a folder that was not there. */
    private static final int LOOK_MILLIS = 250;

    private static final long REST_NANOS = 1_000_000;

    /** Whoever writes as much while we rest writes on, and is looked at less often: a look costs as much as some 300 lines. */
    private static final long FLOOD_BYTES = 4096;

    private static final long REST_IN_FLOOD_NANOS = 3_000_000;
    private static final long AFTER_STUMBLE_NANOS = 200_000_000;
    private static final int HEARD = 50_000;
    private static final Duration SAVE_EVERY = Duration.ofSeconds(10);
    private static final Duration SAVE_AT_MOST_EVERY = Duration.ofSeconds(1);
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Gate gate;
    private final Judge judge;
    private final InstantSource clock;
    private final Inotify inotify = new Inotify();
    private final Marks marks;
    private final Tails tails = new Tails();
    private final List<Offence> offences = new ArrayList<>();
    private final Repeats unasked = new Repeats(log::warn);

    /** Who is known to have sent something here; whoever is asked for is, unless the kernel can be asked. */
    private Flows flows = address -> true;

    private volatile long unbacked;
    private final Queue<Address> pardoned = new ConcurrentLinkedQueue<>();

    /** What AMI told, and was not judged yet. Bounded: in a flood beyond that the logs tell the rest. */
    private final BlockingQueue<Failure> heard = new ArrayBlockingQueue<>(HEARD);

    private Optional<AmiClient> ami = Optional.empty();
    private final Thread thread = Daemons.thread("scan", this::run);
    private Optional<Rehearsal> rehearsal;
    private volatile boolean closing;
    private volatile Optional<String> stumbled = Optional.empty();

    /** Who was banned before, while the book has not told; null when it has. */
    private CompletableFuture<List<Runnable>> recalled;

    private long askedAt;
    private long now;
    private long savedAt;
    private boolean isUrgent;

    /**
     * @param filters what the administrator added
     * @param zones of times in a log that name none
     * @param marks the file in which it notes how far it read, and what attempts are open
     */
    public Scanner(
            Gate gate,
            Jail jail,
            List<Path> logs,
            List<Filter> filters,
            Function<Path, ZoneId> zones,
            Path marks,
            InstantSource clock) {
        this.gate = gate;
        this.clock = clock;
        this.judge = new Judge(jail);
        this.rehearsal = Optional.of(new Rehearsal(gate));
        this.marks = new Marks(marks);
        for (Path path : logs) {
            Uncounted uncounted = new Uncounted(path, jail.findTime(), () -> now, this::failure);
            tails.add(new Tail(
                    path, uncounted, new LogScanner(filters, zones.apply(path), uncounted), inotify, this::shutOut));
        }
        for (Filter filter : filters)
            if (filter.needles().isEmpty())
                log.warn(
                        "{} names no {} bytes that are in all its lines: every line of every log is read for it",
                        filter,
                        Filter.SHORTEST_NEEDLE);
    }

    /**
     * Hears of Asterisk's security events, too. Before {@link #start}.
     *
     * @param distrust why what listens there is not to be believed, if so
     */
    public void listen(InetSocketAddress ami, String user, String secret, Supplier<Optional<String>> distrust) {
        this.ami = Optional.of(new AmiClient(new AmiClient.Login(ami, user, secret, distrust), this::hear, clock));
    }

    /** Believes what names an address that its client may have chosen only if {@code flows} knows it. Before {@link #start}. */
    public void believe(Flows known) {
        flows = known;
    }

    private void hear(Failure failure) {
        if (heard.offer(failure)) inotify.wake();
    }

    /** Reads the bans of the book, and begins. */
    public Scanner start() {
        now = clock.instant().toEpochMilli();
        gate.listen(new Listener() {
            @Override
            public void spared(AddressRange range) {
                if (Banned.isClient(range)) pardoned.add(range.network());
            }
        });
        try {
            gate.requireBook(PATIENCE);
            gate.read(this::banCounts).forEach(judge -> judge.run());
        } catch (StoreException e) {
            log.warn("who was banned before is looked up when the book answers: {}", e.getMessage());
            recalled = CompletableFuture.failedFuture(e);
        }
        thread.start();
        ami.ifPresent(AmiClient::start);
        return this;
    }

    /** What is to be remembered of those who were banned before. */
    private List<Runnable> banCounts(BookView book) {
        List<Runnable> found = new ArrayList<>();
        book.banCounts(
                clock.instant().minus(REMEMBERED), (range, end, times) -> found.add(() -> remember(range, end, times)));
        return found;
    }

    /** Does not wait for the book: bans must not. */
    private void recall() {
        if (recalled == null || !recalled.isDone()) return;
        if (recalled.isCompletedExceptionally()) {
            if (Math.abs(now - askedAt) < ASK_AGAIN.toMillis()) return;
            askedAt = now;
            recalled = gate.reading(this::banCounts);
        } else {
            recalled.join().forEach(Runnable::run);
            recalled = null;
        }
    }

    private void remember(AddressRange range, long endMillis, int times) {
        if (Banned.isClient(range)) judge.remember(range.network(), endMillis, times);
    }

    /** How many bytes of logs were read. */
    public long bytes() {
        return tails.bytes();
    }

    /** What is known of the connection to AMI, if it is to be heard. */
    public Optional<AmiClient.Heard> heardOfAmi() {
        return ami.map(AmiClient::heard);
    }

    /** How many attempts were counted: one that several records tell of once, and none of who is banned already. */
    public long failures() {
        return judge.counted();
    }

    /** What was not counted, or not as it stands, of each log. */
    public List<Uncounted.Case> uncounted() {
        return tails.uncounted();
    }

    /** How many lines and events tell of a failure, but not without doubt of whose. */
    public long unclear() {
        return ami.map(AmiClient::unclear).orElse(0L) + unbacked + tails.unclear();
    }

    /** What was found of one kind of lines. */
    public record Found(String name, long failures, long ambiguous, long withoutAddress) {}

    /** The kinds of lines of which something was found, and the events. */
    public List<Found> families() {
        Stream<Found> events = ami.stream().map(client -> new Found("ami", client.failures(), client.unclear(), 0));
        return Stream.concat(tails.families().stream(), events)
                .filter(found -> found.failures + found.ambiguous + found.withoutAddress > 0)
                .toList();
    }

    /** The logs that are not there at the moment. */
    public List<String> missing() {
        return tails.missing();
    }

    /** What keeps a log from being read, or AMI from being heard, if something does. */
    public Optional<String> fault() {
        return stumbled.or(tails::fault).or(() -> ami.flatMap(AmiClient::fault));
    }

    private void run() {
        begin();
        while (!closing) {
            try {
                turn();
                stumbled = Optional.empty();
            } catch (RuntimeException | IOException e) {
                stumbled = Optional.of("the scanner stumbled, and tries on: " + e);
                stumbles.say("the scanner stumbled, and tries on", e);
                LockSupport.parkNanos(AFTER_STUMBLE_NANOS);
            }
        }
        savedAt = 0;
        save();
    }

    private void turn() throws IOException {
        long before = bytes();
        inotify.await(restMillis());
        now = clock.instant().toEpochMilli();
        recall();
        pardon();
        for (Failure failure = heard.poll(); failure != null; failure = heard.poll()) failure(failure);
        shutOut();
        while (tails.read(now) && !closing) now = clock.instant().toEpochMilli();
        save();
        tails.report();
        rehearse();
        // What comes within this time costs one look instead of many.
        LockSupport.parkNanos(bytes() - before < FLOOD_BYTES ? REST_NANOS : REST_IN_FLOOD_NANOS);
    }

    private int restMillis() {
        if (rehearsal.isPresent()) return 0;
        return tails.isWaiting() ? 1 : LOOK_MILLIS;
    }

    private void rehearse() {
        rehearsal.ifPresent(Rehearsal::next);
        rehearsal = rehearsal.filter(r -> !r.isOver());
    }

    /** Noted within a second, lest a restart count what was pardoned. */
    private void pardon() {
        isUrgent |= !pardoned.isEmpty();
        for (Address address = pardoned.poll(); address != null; address = pardoned.poll()) judge.pardon(address);
    }

    private void begin() {
        Marks.Noted noted = marks.read();
        // Else lines would be read for a second time that were counted: what a log tells of is counted anew.
        if (tails.begin(noted, now)) judge.resume(noted.progress(), now);
        else log.info("a log is read from its beginning, and attempts are counted from there");
    }

    private void failure(Failure failure) {
        if (failure.hearsay() && !isBacked(failure.address())) unbacked++;
        else judge.judge(failure, now).ifPresent(offences::add);
    }

    /** Nobody is banned on the word of a client alone. */
    private boolean isBacked(Address address) {
        try {
            return flows.began(address);
        } catch (FirewallException e) {
            unasked.say("what chan_sip's events tell of is not counted: who sent it cannot be asked of the kernel: "
                    + e.getMessage());
            return false;
        }
    }

    private void shutOut() {
        if (offences.isEmpty()) return;
        gate.shutOut(List.copyOf(offences));
        offences.clear();
    }

    private void save() {
        Duration pause = isUrgent ? SAVE_AT_MOST_EVERY : SAVE_EVERY;
        if (Math.abs(now - savedAt) < pause.toMillis()) return;
        savedAt = now;
        isUrgent = false;
        try {
            marks.write(tails, judge.progress(now));
        } catch (IOException e) {
            unsaved.say("how far the logs were read cannot be written: " + e);
        }
    }

    /** Ends within a moment; what was read is noted, and goes on from there another time. */
    @Override
    public void close() {
        closing = true;
        ami.ifPresent(AmiClient::close);
        inotify.wake();
        try {
            thread.join(10_000);
            tails.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("a log cannot be closed: {}", e.toString());
        }
        inotify.close();
    }
}
