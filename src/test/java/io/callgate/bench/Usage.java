package io.callgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a process has used up to a moment.
 *
 * @param cpuSeconds in its own code and in the kernel
 * @param residentMiB in memory
 */
record Usage(double cpuSeconds, double residentMiB) {

    /** Ticks and pages as Linux counts them for programs, on all that it runs on here. */
    private static final double TICKS_A_SECOND = 100;

    private static final double PAGES_A_MIB = 256;

    static Usage of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return new Usage(ticks / TICKS_A_SECOND, Long.parseLong(fields[21]) / PAGES_A_MIB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double cpuSince(Usage before) {
        return cpuSeconds - before.cpuSeconds;
    }

    String memory() {
        return String.format(Locale.ROOT, "%.0f MiB", residentMiB);
    }
}
