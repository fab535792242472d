package io.callgate.scan;

import io.callgate.core.failure.Failure;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.follow.LogScanner;
import io.callgate.scan.line.Counters;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Sink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What comes of some bytes of a log. */
public final class Scanned implements Sink {

    static final Instant READ_AT = Instant.parse("2026-11-22T12:00:00Z");

    public final List<Failure> failures = new ArrayList<>();
    final List<String> unclear = new ArrayList<>();
    private final LogScanner scanner;

    public Scanned(ZoneId zone) {
        this(List.of(), zone);
    }

    public Scanned(List<Filter> filters, ZoneId zone) {
        scanner = new LogScanner(filters, zone, this).countingLines();
    }

    /** Read in one piece, in UTC. */
    public static Scanned of(String log) {
        return of(log.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** Read in pieces of so many bytes. */
    public static Scanned of(byte[] log, int piece) {
        return new Scanned(ZoneOffset.UTC).read(log, piece);
    }

    public Scanned read(byte[] log, int piece) {
        for (int at = 0; at < log.length; ) {
            var space = scanner.space();
            int length = Math.min(Math.min(piece, space.remaining()), log.length - at);
            space.put(log, at, length);
            scanner.scan(READ_AT.toEpochMilli());
            at += length;
        }
        scanner.settle(READ_AT.toEpochMilli());
        return this;
    }

    public void restart() {
        scanner.restart();
    }

    public Counters counters() {
        return scanner.counters();
    }

    /** The addresses, in the order of the lines. */
    public List<String> addresses() {
        return failures.stream().map(f -> f.address().toString()).toList();
    }

    @Override
    public void failure(Failure failure) {
        failures.add(failure);
    }

    @Override
    public void unclear(String family, Reading reading, byte[] line, int from, int to) {
        unclear.add(family + ": " + reading.why);
    }
}
