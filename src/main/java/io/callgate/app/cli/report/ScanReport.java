package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.scan.line.Counters;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Sink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a log tells of, gathered by address. Memory is bounded, whatever the log holds. */
final class ScanReport implements Sink {

    private static final int MOST_ADDRESSES = 50_000;
    private static final int MOST_NAMES = 5;
    private static final int LONGEST_NAME = 40;
    private static final int MOST_EXAMPLES = 5;
    private static final int LONGEST_EXAMPLE = 400;

    /** Of one address. */
    private static final class Tally {
        private long failures;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private final Set<String> services = new TreeSet<>();
        private final Set<String> accounts = new TreeSet<>();

        void add(Failure failure) {
            failures++;
            first = Math.min(first, failure.atMillis());
            last = Math.max(last, failure.atMillis());
            if (services.size() < MOST_NAMES) services.add(failure.service());
            if (accounts.size() < MOST_NAMES && !failure.account().isEmpty())
                accounts.add(cut(failure.account(), LONGEST_NAME));
        }
    }

    private final Map<Address, Tally> tallies = new HashMap<>();
    private final Table examples = new Table("family", "why", "line");
    /** Failures of addresses that came when there were too many. */
    private long others;
    /** Lines that look like failures, and are of no writer that is known. */
    private long strange;

    private String strangest = "";

    @Override
    public void failure(Failure failure) {
        Tally tally = tallies.get(failure.address());
        if (tally == null && tallies.size() == MOST_ADDRESSES) {
            others++;
            return;
        }
        if (tally == null) tallies.put(failure.address(), tally = new Tally());
        tally.add(failure);
    }

    @Override
    public void unclear(String family, Reading reading, byte[] line, int from, int to) {
        if (examples.objects().size() < MOST_EXAMPLES) examples.add(family, reading.why, text(line, from, to));
    }

    @Override
    public void strange(byte[] line, int from, int to) {
        if (strange++ == 0) strangest = text(line, from, to);
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, Math.min(to - from, LONGEST_EXAMPLE), StandardCharsets.UTF_8);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    static String words(FailureKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    Map<String, Object> facts(Counters counters, Duration took, int top) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("bytes", counters.bytes());
        facts.put("lines", counters.lines());
        facts.put("candidates", counters.candidates());
        facts.put("cut", counters.cut());
        facts.put("milliseconds", took.toMillis());
        facts.put("families", families(counters).objects());
        facts.put("addresses", addresses(top).objects());
        facts.put("address_count", tallies.size());
        facts.put("uncounted", others);
        facts.put("unclear", examples.objects());
        facts.put("strange", strange);
        facts.put("strange_example", strangest);
        return facts;
    }

    void print(Console console, Counters counters, Duration took, int top) {
        long rate = counters.lines() * 1_000_000 / Math.max(1, took.toNanos() / 1000);
        console.line(counters.lines() + " lines (" + counters.bytes() + " bytes) in " + took.toMillis() + " ms: " + rate
                + " lines a second");
        if (counters.cut() > 0)
            console.line(counters.cut() + " lines are too long to be a logger's, and were passed over");
        console.line("");
        families(counters).print(console, false, "no failed attempts");
        console.line("");
        addresses(top).print(console, false, "no address failed");
        if (tallies.size() > top) console.line("and " + (tallies.size() - top) + " more addresses; --top shows more");
        if (others > 0) console.line(others + " failures of further addresses are not listed: there are too many");
        if (strange > 0) {
            console.line("");
            console.line(strange + " lines look like failures, under a header of no writer that is known, such as:");
            console.line("    " + strangest);
        }
        if (examples.objects().isEmpty()) return;
        console.line("");
        console.line("lines whose address cannot be told, such as:");
        examples.objects().forEach(example -> {
            console.line("  " + example.get("family") + ": " + example.get("why"));
            console.line("    " + example.get("line"));
        });
    }

    private static Table families(Counters counters) {
        Table table = new Table("family", "failures", "ambiguous", "without_address");
        counters.failures().forEach((family, failures) -> {
            long ambiguous = counters.ambiguous().get(family);
            long without = counters.withoutAddress().get(family);
            if (failures + ambiguous + without > 0) table.add(family, failures, ambiguous, without);
        });
        return table;
    }

    private Table addresses(int top) {
        Table table = new Table("address", "failures", "first", "last", "services", "accounts");
        List<Map.Entry<Address, Tally>> worst = new ArrayList<>(tallies.entrySet());
        worst.sort(Comparator.comparingLong((Map.Entry<Address, Tally> e) -> -e.getValue().failures)
                .thenComparing(Map.Entry::getKey));
        for (Map.Entry<Address, Tally> entry : worst.subList(0, Math.min(top, worst.size()))) {
            Tally tally = entry.getValue();
            table.add(
                    entry.getKey(),
                    tally.failures,
                    Times.iso(Instant.ofEpochMilli(tally.first)),
                    Times.iso(Instant.ofEpochMilli(tally.last)),
                    String.join(",", tally.services),
                    String.join(", ", tally.accounts));
        }
        return table;
    }
}
