package io.callgate.bench;

import io.callgate.scan.filter.Filter;
import io.callgate.scan.filter.FilterFile;
import io.callgate.scan.follow.LogScanner;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code ScanThroughput FILE LINES ROUNDS [PATTERN]…}: how fast a log is read into failures on one thread, beside {@code grep -cE} and
 * {@code rg -c} of the same file in the same run, turn by turn; also with each of the patterns, or filter files of fail2ban, added. A file that is missing is made: a deterministic log with 10 %
 * failures in three forms.
 */
public final class ScanThroughput {

    /** What the failures of the log look like, as an administrator would write it for grep. */
    private static final String PATTERN =
            "Registration from '[^']*' failed for '([0-9.]+)(:[0-9]+)?' - (Wrong password|No matching peer found)"
                    + "|Request ('[^']*' )?from '[^']*' failed for '([0-9.]+)(:[0-9]+)?' \\(callid: [^)]*\\) - (No matching"
                    + " endpoint found|Failed to authenticate)|SecurityEvent=\"(FailedACL|InvalidAccountID|ChallengeResponseFailed"
                    + "|InvalidPassword)\".*RemoteAddress=\"IPV[46]/[^/\"]+/([0-9.]+)/[0-9]+\"";

    private ScanThroughput() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int lines = Integer.parseInt(args[1]);
        if (!Files.exists(file)) write(file, lines);
        Map<String, Supplier<String>> contestants = new TreeMap<>();
        contestants.put("callgate", () -> scan(file, List.of()));
        for (String pattern : List.of(args).subList(3, args.length)) {
            List<Filter> filters =
                    List.of(pattern.startsWith("/") ? FilterFile.read(pattern) : Filter.of("own", pattern));
            contestants.put("callgate with " + pattern, () -> scan(file, filters));
        }
        contestants.put("grep -cE", () -> run("env", "LC_ALL=C", "grep", "-cE", PATTERN, file.toString()));
        contestants.put("rg -c", () -> run("rg", "-j1", "-c", "--no-unicode", PATTERN, file.toString()));
        Map<String, List<Double>> seconds = new TreeMap<>();
        for (int round = 0; round < Integer.parseInt(args[2]); round++)
            contestants.forEach((name, work) -> time(name, work, seconds));
        double ours = median(seconds.get("callgate"));
        seconds.forEach((name, times) -> System.out.printf(
                "%s: first %.3f s, median %.3f s, %.2f million lines/s, takes %.2f times as long as callgate%n",
                name, times.get(0), median(times), lines / median(times) / 1e6, median(times) / ours));
    }

    private static void time(String name, Supplier<String> work, Map<String, List<Double>> seconds) {
        long began = System.nanoTime();
        String result = work.get();
        double took = (System.nanoTime() - began) / 1e9;
        if (result.isEmpty()) return;
        if (!seconds.containsKey(name)) System.out.println(name + ": " + result + " failures");
        seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(took);
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    private static String scan(Path file, List<Filter> filters) {
        long[] failures = {0};
        LogScanner scanner = new LogScanner(filters, ZoneId.systemDefault(), failure -> failures[0]++);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(scanner.space()) >= 0) scanner.scan(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.valueOf(failures[0]);
    }

    /** What it prints; empty when it is not installed. */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static void write(Path file, int lines) throws IOException {
        Random random = new Random(1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < lines; i++) {
                int second = (int) (i * 600L / lines);
                String time = String.format("2026-11-22 10:%02d:%02d", second / 60, second % 60);
                String address = "198.18." + random.nextInt(20) + "." + random.nextInt(250);
                out.write(LogLines.line(random, time, address).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
