package io.callgate.scan.follow;

import io.callgate.scan.line.Counters;
import io.callgate.scan.line.LogFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows one log by its name, whatever happens to it: written on, cut, copied and cut, moved away and made anew, deleted and
 * back, not there yet. Each line is read once. What a program goes on writing to a file that was moved away is read as long as
 * there is no new one.
 */
final class Tail implements AutoCloseable {

    /** Of a log that is read for the first time: what lies further back is older than anybody looks for. */
    private static final long FIRST_READ = 1L << 30;

    /** At once, before other logs have their turn. */
    private static final int PORTION = 4 << 20;

    /** What comes so soon after all had been read was written meanwhile. */
    private static final long NEW_MILLIS = 2_000;

    private final Path path;
    private final Uncounted uncounted;
    private final LogScanner scanner;
    private final Inotify inotify;
    private final Runnable onScanned;
    private final ByteBuffer before = ByteBuffer.allocate(Mark.WIDTH);

    /** Seen by others, who ask whether there is one. */
    private volatile FileChannel channel;

    private String key = "";
    private long at;
    /** When all that there was had been read. */
    private long readAllAt;

    /** What stands before was written before this began. */
    private long history;

    /** For the rest of what may have been cut. */
    private boolean waited;

    /** A checksum of the last bytes that were read. */
    private long fingerprint;

    /** @param onScanned called after each block, before anything else is looked at */
    Tail(Path path, Uncounted uncounted, LogScanner scanner, Inotify inotify, Runnable onScanned) {
        this.uncounted = uncounted;
        this.onScanned = onScanned;
        this.path = path;
        this.scanner = scanner;
        this.inotify = inotify;
    }

    Path path() {
        return path;
    }

    Uncounted uncounted() {
        return uncounted;
    }

    Counters counters() {
        return scanner.counters();
    }

    boolean isThere() {
        return channel != null;
    }

    /**
     * Begins where a former run ended; without {@code mark} at the file's beginning, or 1 GiB before its end. Whether the
     * former run has read nothing of what this will read.
     */
    boolean begin(Optional<Mark> mark, long now) throws IOException {
        boolean fits = open(mark, now);
        if (channel != null) history = channel.size();
        return fits;
    }

    private boolean open(Optional<Mark> mark, long now) throws IOException {
        watchFolder();
        if (mark.isEmpty()) {
            open(path);
            if (channel != null && channel.size() > FIRST_READ) skipTo(channel.size() - FIRST_READ, now);
            return isEmpty();
        }
        Optional<Path> file = whereIs(mark.get().key());
        if (file.isEmpty()) return !Files.exists(path);
        open(file.get());
        boolean known = channel != null
                && key.equals(mark.get().key())
                && checksum(mark.get().offset()) == mark.get().before();
        if (known) at(mark.get().offset());
        return known || isEmpty();
    }

    private boolean isEmpty() throws IOException {
        return channel == null || channel.size() == 0;
    }

    /** A line that begins before {@code offset} is passed over. */
    private void skipTo(long offset, long now) throws IOException {
        at(offset - 1);
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one.clear(), at) == 1 && one.get(0) != '\n') at++;
        at(at + 1);
    }

    /** The log itself, or one that it was moved to. */
    private Optional<Path> whereIs(String wanted) throws IOException {
        if (wanted.equals(keyOf(path))) return Optional.of(path);
        Path folder = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) return Optional.empty();
        String name = path.getFileName().toString();
        try (Stream<Path> siblings = Files.list(folder)) {
            return siblings.filter(file -> file.getFileName().toString().startsWith(name))
                    .filter(file -> wanted.equals(keyOf(file)))
                    .findFirst();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String keyOf(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key.toString().replace(' ', '_');
        } catch (IOException e) {
            return "";
        }
    }

    private void watchFolder() {
        inotify.watchFolder(path.toAbsolutePath().getParent());
    }

    private void open(Path file) throws IOException {
        try {
            if (!Files.isRegularFile(file)) return;
            channel = FileChannel.open(file);
            key = keyOf(file);
            inotify.watchFile(file);
            beginAnew();
        } catch (NoSuchFileException e) {
            // It went just now, and may come back.
        }
    }

    /** Another file, or the same one that was cut: nothing of it was there before. */
    private void beginAnew() throws IOException {
        at(0);
        history = 0;
    }

    private void at(long offset) throws IOException {
        at = offset;
        fingerprint = checksum(at);
        waited = false;
        scanner.restart(at == 0 ? LogFormat.UNKNOWN : origin());
    }

    /** Who writes the file, by its beginning, wherever reading begins. */
    private LogFormat origin() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(LogFormat.HEAD);
        while (head.hasRemaining() && channel.read(head, head.position()) > 0) {}
        return LogFormat.of(head.array(), 0, head.position());
    }

    private long checksum(long offset) throws IOException {
        before.clear().limit((int) Math.min(Mark.WIDTH, offset));
        long from = offset - before.limit();
        while (before.hasRemaining() && channel.read(before, from + before.position()) > 0) {}
        return Mark.checksum(before.array(), before.position());
    }

    /** Reads a portion of what is new; whether there is more. */
    boolean read(long now) throws IOException {
        if (channel == null) open(path);
        if (channel == null) {
            readAllAt = now;
            watchFolder();
            return false;
        }
        if (portion(now)) return true;
        if (isCurrent()) return false;
        // Once more: it may have been written to the moment before it was moved.
        if (portion(now)) return true;
        channel.close();
        channel = null;
        open(path);
        return channel != null;
    }

    /** Also while the log has no file at the moment. */
    private boolean isCurrent() {
        String current = keyOf(path);
        return current.isEmpty() || current.equals(key);
    }

    private boolean portion(long now) throws IOException {
        // Also when it is as long as before: it may have been cut, and have grown to just that.
        if (channel.size() < at || checksum(at) != fingerprint) beginAnew();
        long end = at + PORTION;
        while (at < end) {
            int length = channel.read(scanner.space(), at);
            if (length <= 0) {
                readAllAt = now;
                settle(now);
                return false;
            }
            if (checksum(at) != fingerprint) {
                // Cut, and grown beyond where we were, perhaps a moment ago: what was just read is the middle of
                // something.
                beginAnew();
                end = PORTION;
                continue;
            }
            waited = false;
            at += length;
            fingerprint = checksum(at);
            uncounted.history(at <= history);
            scanner.isNew(at > history && now - readAllAt <= NEW_MILLIS);
            scanner.scan(now);
            onScanned.run();
        }
        return true;
    }

    /**
     * What was written last is whole unless it may have been cut where programs and the kernel cut: then the rest of it comes
     * within a moment.
     */
    private void settle(long now) {
        boolean mayBeCut = scanner.isHolding() && !waited && (at % LogScanner.PAGE == 0 || scanner.mayBeCut());
        waited = mayBeCut;
        if (mayBeCut || !scanner.isHolding()) return;
        scanner.settle(now);
        onScanned.run();
    }

    /** Whether the rest of a record may come within a moment. */
    boolean isWaiting() {
        return waited;
    }

    /** Where to go on another time; the line that waits for its rest is read again then. Empty while nothing was read. */
    Optional<Mark> mark() throws IOException {
        if (channel == null) return Optional.empty();
        long offset = at - scanner.waiting();
        return Optional.of(new Mark(key, offset, checksum(offset)));
    }

    @Override
    public void close() throws IOException {
        if (channel != null) channel.close();
    }
}
