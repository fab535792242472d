package io.callgate.scan.line;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much was read and found. Only the reading thread counts; others may see numbers that are a moment old. */
public final class Counters {

    private final List<String> families;
    private final long[][] outcomes;
    private long bytes;
    private long lines;
    private long candidates;
    private long cut;

    public Counters(List<String> families) {
        this.families = families;
        outcomes = new long[Reading.Outcome.values().length][families.size()];
    }

    public void read(long moreBytes, long moreLines) {
        bytes += moreBytes;
        lines += moreLines;
    }

    public void candidate() {
        candidates++;
    }

    public void cutLine() {
        cut++;
    }

    public void count(int family, Reading.Outcome outcome) {
        outcomes[outcome.ordinal()][family]++;
    }

    public long bytes() {
        return bytes;
    }

    /** Whole lines; none unless they are counted. */
    public long lines() {
        return lines;
    }

    /** Lines that hold what each failure holds, and were therefore read. */
    public long candidates() {
        return candidates;
    }

    /** Lines too long to be a logger's; nothing was read of them. */
    public long cut() {
        return cut;
    }

    /** Failures by family, families without any included. */
    public Map<String, Long> failures() {
        return by(Reading.Outcome.FAILURE);
    }

    /** Lines whose address an attacker's words could have moved, by family. */
    public Map<String, Long> ambiguous() {
        return by(Reading.Outcome.AMBIGUOUS);
    }

    /** Lines with a host name, or nothing that is known, in the place of the address, by family. */
    public Map<String, Long> withoutAddress() {
        return by(Reading.Outcome.NO_ADDRESS);
    }

    private Map<String, Long> by(Reading.Outcome outcome) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < families.size(); i++) counts.put(families.get(i), outcomes[outcome.ordinal()][i]);
        return counts;
    }
}
