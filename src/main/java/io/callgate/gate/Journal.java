package io.callgate.gate;

import io.callgate.gate.port.StoreException;
import io.callgate.kit.AppendFile;
import io.callgate.kit.Daemons;
import io.callgate.kit.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on the disk what the book does not know yet, so that it outlives the program. A thread of its own writes,
 * because a disk can hang: nobody waits for it who has something to do in the kernel.
 */
public final class Journal implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private final Fault fault = new Fault(log::error, log::info);

    /** Some hundred thousand bans. More hold in the kernel all the same, as long as that is there. */
    private static final long LONGEST = 32L * 1024 * 1024;

    private static final int PATIENCE_SECONDS = 2;

    private final Optional<Path> path;
    private final String what;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Daemons.named("journal"));

    /** Null before the first entry. */
    private AppendFile file;

    /** What waits for the thread, which writes and syncs all of it at once. */
    private final Queue<Append> waiting = new ConcurrentLinkedQueue<>();

    /** What could not be written yet. */
    private final List<String> owed = new ArrayList<>();

    private record Append(List<JournalEntry> entries, CompletableFuture<Void> written) {}

    private Journal(Optional<Path> path, String what) {
        this.path = path;
        this.what = what;
    }

    /** One that keeps nothing. */
    public static Journal none() {
        return new Journal(Optional.empty(), "");
    }

    /**
     * One in a file, whose directory must be there.
     *
     * @param what is kept in it, of several
     */
    public static Journal in(Path path, String what) {
        return new Journal(Optional.of(path), what);
    }

    /** Why what the book does not know would not outlive the program, if so. */
    Optional<String> fault() {
        return fault.now();
    }

    /** What an earlier program left, in order. */
    List<JournalEntry> read() {
        if (path.isEmpty()) return List.of();
        List<JournalEntry> entries = new ArrayList<>();
        try {
            AppendFile.Found found = AppendFile.read(path.get(), 2 * LONGEST);
            if (found.damaged() > 0) log.warn("{}: {} damaged lines do not count", path.get(), found.damaged());
            for (String line : found.lines()) entries.add(JournalEntry.parse(line));
            file = new AppendFile(path.get(), found.lines());
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
        return entries;
    }

    /** Completes when they are on the disk, or fails with {@link StoreException} when they cannot be. */
    CompletableFuture<Void> append(List<JournalEntry> entries) {
        if (path.isEmpty()) return CompletableFuture.completedFuture(null);
        Append append = new Append(entries, new CompletableFuture<>());
        waiting.add(append);
        writer.execute(this::writeWaiting);
        return append.written;
    }

    /** The book knows all of it. */
    void cut() {
        if (path.isPresent()) writer.execute(this::clear);
    }

    private void writeWaiting() {
        List<Append> all = new ArrayList<>();
        for (Append append = waiting.poll(); append != null; append = waiting.poll()) all.add(append);
        if (all.isEmpty()) return;
        for (Append append : all) append.entries.forEach(entry -> owed.add(entry.line()));
        try {
            write();
            all.forEach(append -> append.written.complete(null));
        } catch (StoreException e) {
            all.forEach(append -> append.written.completeExceptionally(e));
        }
    }

    private void write() {
        try {
            if (file == null) file = new AppendFile(path.get(), List.of());
            if (file.length() > LONGEST) throw new IOException(path.get() + " is full: " + file.length() + " bytes");
            file.append(owed);
            done();
        } catch (IOException e) {
            if (owed.size() > 100_000) owed.clear();
            throw new StoreException(failed(e), e);
        }
    }

    private void clear() {
        try {
            if (file == null) file = new AppendFile(path.get(), List.of());
            else if (file.length() > 0) file.clear();
            done();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void done() {
        owed.clear();
        fault.over(path.get() + " can be written again");
    }

    private String failed(Exception e) {
        String why = what + " would not outlive callgate: " + e.getMessage();
        fault.is(why);
        return why;
    }

    /** Writes what waits, unless the disk hangs. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) log.warn("{} cannot be written", path);
            else if (file != null) file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("{} cannot be closed: {}", path, e.getMessage());
        }
    }
}
