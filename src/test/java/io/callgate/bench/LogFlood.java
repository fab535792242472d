package io.callgate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Appends so many lines a second to a log, each with the second it is written in; what is due each millisecond at once. */
final class LogFlood {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private static final int LINES = 20_000;
    private static final int ATTACKERS = 100;

    private final Path log;
    private final int linesPerSecond;
    private final byte[] text;
    private final int[] starts = new int[LINES + 1];
    private volatile boolean closing;

    LogFlood(Path log, int linesPerSecond) {
        this.log = log;
        this.linesPerSecond = linesPerSecond;
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append(LogLines.line(random, "2026-01-01 00:00:00", "198.18.0." + random.nextInt(ATTACKERS)));
            starts[i + 1] = lines.length();
        }
        text = lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    void end() {
        closing = true;
    }

    /** Returns how many lines it wrote, until {@link #end}. */
    long run() throws IOException {
        ByteBuffer all = ByteBuffer.allocateDirect(text.length);
        long second = 0;
        long written = 0;
        long start = System.nanoTime();
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.APPEND)) {
            while (!closing) {
                Instant now = Instant.now();
                if (now.getEpochSecond() != second) all.clear().put(dated(TIME.format(now)));
                second = now.getEpochSecond();
                long due = (System.nanoTime() - start) * linesPerSecond / 1_000_000_000;
                while (written < due) written += write(channel, all, (int) (written % LINES), due - written);
                LockSupport.parkNanos(1_000_000);
            }
        }
        return written;
    }

    private byte[] dated(String time) {
        byte[] bytes = time.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < LINES; i++) System.arraycopy(bytes, 0, text, starts[i] + 1, bytes.length);
        return text;
    }

    private int write(FileChannel channel, ByteBuffer all, int from, long most) throws IOException {
        int to = (int) Math.min(LINES, from + most);
        all.limit(starts[to]).position(starts[from]);
        while (all.hasRemaining()) channel.write(all);
        return to - from;
    }
}
