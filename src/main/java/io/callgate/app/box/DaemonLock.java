package io.callgate.app.box;

import io.callgate.kit.OwnFile;
import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Held by the one program on this box that may change the book and the kernel. It goes with the process, however that ends. */
public final class DaemonLock implements AutoCloseable {

    private static final long LONGEST = 100;

    private final FileChannel channel;

    private DaemonLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Empty when another program holds it. Its directory must be there. */
    public static Optional<DaemonLock> tryTake(Path file) {
        try {
            FileChannel channel = OwnFile.open(file);
            if (!held(channel)) return Optional.empty();
            // Written over, never cut: it stays as long as it is.
            channel.write(
                    StandardCharsets.US_ASCII.encode(
                            String.format("%-19d\n", ProcessHandle.current().pid())),
                    0);
            return Optional.of(new DaemonLock(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot lock " + file + ": " + Reasons.of(e), e));
        }
    }

    /** Which process holds it, in words; it says so in the file, for whoever may read that. */
    public static String holder(Path file) {
        try {
            String number = OwnFile.read(file, LONGEST).strip();
            return number.isEmpty() ? "another callgate" : "another callgate (process " + number + ")";
        } catch (IOException e) {
            return "another callgate";
        }
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return true;
        } catch (OverlappingFileLockException e) {
            // Held within this very process: as taken as by another.
        }
        channel.close();
        return false;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
