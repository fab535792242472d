package io.callgate.scan;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.ZoneId;

/** {@code Throughput FILE [ROUNDS]}: how fast a file is read into failures, from the page cache, on one thread. */
final class Throughput {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Throughput() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        for (int i = 1; i <= rounds; i++) {
            long[] failures = {0};
            long began = System.nanoTime();
            long cpu = THREADS.getCurrentThreadCpuTime();
            LogScanner scanner = new LogScanner(ZoneId.systemDefault(), failure -> failures[0]++);
            try (FileChannel channel = FileChannel.open(file)) {
                while (channel.read(scanner.space()) >= 0) scanner.scan(System.currentTimeMillis());
            }
            double busy = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
            double seconds = (System.nanoTime() - began) / 1e9;
            long lines = scanner.counters().lines();
            System.out.printf(
                    "round %d: %d lines, %d candidates, %d failures, %.3f s, of them %.3f s on a core, %.2f million lines/s%n",
                    i, lines, scanner.counters().candidates(), failures[0], seconds, busy, lines / busy / 1e6);
        }
    }
}
