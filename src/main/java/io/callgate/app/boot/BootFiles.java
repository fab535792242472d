package io.callgate.app.boot;

import com.google.common.base.Stopwatch;
import io.callgate.app.config.Config;
import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.arm.Posture;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.gate.Gate;
import io.callgate.gate.Listener;
import io.callgate.gate.WantedKernel;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.DurableFile;
import io.callgate.kit.Fault;
import io.callgate.kit.text.Reasons;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the box loads when it starts: {@code boot.nft}, which follows the book, and {@code closed.nft}, for the case that
 * the former cannot be read, which lets in nobody but the LAN and who installed. What fails is told by {@link #fault}.
 */
public final class BootFiles {

    private static final Logger log = LoggerFactory.getLogger(BootFiles.class);
    private final Fault fault = new Fault(log::error, log::info);

    /** nft takes about a kilobyte of memory for each; whoever enforces drops the banned anyway until the daemon is there. */
    private static final int MOST_BANS = 100_000;

    /** Whose entries install.sh makes for the address that it is run from. */
    private static final Owner INSTALLER = new Owner("installer");

    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** The share of its time that the box may spend on it while the book changes all the time. */
    private static final int SHARE = 20;

    private static final long NOTHING = -1;
    /** So that a box whose clock has lost the time does not take it to be long ago. */
    private static final Duration AT_LEAST_EVERY = Duration.ofHours(1);

    private final Config config;
    private final TableWriter tables;
    private final Gate gate;
    private final Supplier<WantedKernel> read;

    /** What the book last said that is not written. It may be large, and goes as soon as it was looked at. */
    private final AtomicReference<WantedKernel> heard = new AtomicReference<>();

    private final Stopwatch sinceWritten = Stopwatch.createUnstarted();
    private Duration pause = Duration.ZERO;
    private boolean writtenEnforcing;
    private byte[] lastClosed = {};
    private volatile long written = NOTHING;

    /** @param read what the book says now; the gate tells what it said when the kernel was brought in line */
    public BootFiles(Config config, TableWriter tables, Gate gate, Supplier<WantedKernel> read) {
        this.config = config;
        this.tables = tables;
        this.gate = gate;
        this.read = read;
        gate.listen(new Listener() {
            @Override
            public void converged(WantedKernel book) {
                heard.set(book.revision() == written ? null : book);
            }
        });
    }

    /** What the box loads when it starts. */
    static Path table(Config config) {
        return config.stateFile().resolveSibling("boot.nft");
    }

    /** Why the box would not start as the book and the posture say. */
    Optional<String> fault() {
        return fault.now();
    }

    /** Writes what has changed, but not all the time. */
    synchronized void writeIfDue(Posture posture) {
        if (sinceWritten.isRunning() && sinceWritten.elapsed().compareTo(AT_LEAST_EVERY) > 0) written = NOTHING;
        WantedKernel book = heard.getAndSet(null);
        if (sinceWritten.isRunning() && sinceWritten.elapsed().compareTo(pause) < 0) return;
        if (book != null) write(posture, () -> book);
        else if (writtenEnforcing != posture.dropsAtBoot()) write(posture);
    }

    /** Writes what holds now. */
    synchronized void write(Posture posture) {
        write(posture, read);
    }

    private void write(Posture posture, Supplier<WantedKernel> source) {
        Stopwatch cost = Stopwatch.createStarted();
        try {
            WantedKernel book = source.get();
            writeFiles(book, posture.dropsAtBoot());
            written = book.revision();
            writtenEnforcing = posture.dropsAtBoot();
            fault.over("the box starts as it is now again");
        } catch (IOException e) {
            failed("cannot write " + file("boot.nft") + ": " + Reasons.of(e));
        } catch (StoreException e) {
            turn(posture, e);
        } catch (FirewallException | Refusal e) {
            failed(e.getMessage());
        }
        pause = longer(PAUSE, cost.elapsed().multipliedBy(SHARE));
        sinceWritten.reset().start();
    }

    /** What the book said last stays, and how the box is to stand is known without it. */
    private void turn(Posture posture, StoreException silence) {
        boolean enforces = posture.dropsAtBoot();
        try (InputStream old = Files.newInputStream(file("boot.nft"), LinkOption.NOFOLLOW_LINKS)) {
            Instant now = gate.clock().instant();
            DurableFile.replace(file("boot.nft"), out -> tables.turnTable(old, out, config, enforces, now));
            writtenEnforcing = enforces;
            fault.over("the box starts as it is now again, with what the book said last");
        } catch (IOException e) {
            failed(silence.getMessage() + "; and " + file("boot.nft") + " cannot be used: " + Reasons.of(e));
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void failed(String why) {
        fault.is(why, "the box would not start as it is now: " + why);
    }

    private Path file(String name) {
        return config.stateFile().resolveSibling(name);
    }

    private void writeFiles(WantedKernel book, boolean enforces) throws IOException {
        Instant now = gate.clock().instant();
        byte[] closed = closed();
        if (!Arrays.equals(closed, lastClosed)) DurableFile.replace(file("closed.nft"), out -> out.write(closed));
        lastClosed = closed;
        Banned bans = book.bans().size() > MOST_BANS ? new Banned() : book.bans();
        DurableFile.replace(
                file("boot.nft"), out -> tables.writeTable(out, config, enforces, book.standings(), bans, now));
    }

    /** Small, because few install. */
    private byte[] closed() throws IOException {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        // Nothing in it ends, so that it need not be written for the time alone.
        tables.writeTable(table, config, true, installers(), new Banned(), Instant.EPOCH);
        return table.toByteArray();
    }

    private Collection<RangeOpenings> installers() {
        Instant now = gate.clock().instant();
        Map<AddressRange, List<Grant>> byRange = gate.read(book -> book.grants(INSTALLER, now)).stream()
                .filter(grant -> grant.endsAt().isEmpty())
                .collect(Collectors.groupingBy(Grant::range, TreeMap::new, Collectors.toList()));
        // Whom the PBX's own flows do not speak for, they do not speak for then either.
        Map<AddressRange, Judged> judged = gate.read(book -> book.judged(now)).stream()
                .filter(each -> !each.isSpared())
                .collect(Collectors.toMap(each -> each.address().asRange(), BootFiles::forEver));
        judged.keySet().forEach(range -> byRange.computeIfAbsent(range, r -> List.of()));
        return byRange.entrySet().stream()
                .flatMap(each -> RangeOpenings.of(
                        each.getKey(), each.getValue(), List.of(), Optional.ofNullable(judged.get(each.getKey())), now)
                        .stream())
                .toList();
    }

    private static Judged forEver(Judged each) {
        return new Judged(each.address(), each.cause(), each.since(), Optional.empty(), each.by());
    }
}
