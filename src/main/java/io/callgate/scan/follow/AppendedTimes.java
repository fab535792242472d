package io.callgate.scan.follow;

import io.callgate.scan.line.Header;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.LogTime;
import io.callgate.scan.line.Text;
import java.time.Duration;

/**
 * By how much the times are off of what was just appended to a log: by whole quarters of an hour where its writer is in another
 * zone. The first and the last line have to agree, so that neither a client's words behind a line break nor an old log that is
 * copied in are taken for that: the one is not alone, and the other was written over some time.
 */
final class AppendedTimes {

    private static final long QUARTER = Duration.ofMinutes(15).toMillis();
    /** Of all zones (java.time.ZoneOffset has up to 18 h), with some to spare. */
    private static final long MOST = Duration.ofHours(26).toMillis();
    /** Between the moment that a line tells, in whole seconds, and that of its reading. */
    private static final long LATE = 3_000;

    private static final long EARLY = 1_000;

    private final LogTime time;
    private final Line line = new Line();

    AppendedTimes(LogTime time) {
        this.time = time;
    }

    /** What is to be added to the times of whole lines, in milliseconds; 0 for nothing, or when nothing can be told. */
    long shift(byte[] in, int from, int to, long readAt) {
        long first = off(in, from, Text.find(in, from, to, '\n'), readAt);
        if (first == 0) return 0;
        int last = Math.max(from, Text.findLast(in, from, to - 1, '\n') + 1);
        return off(in, last, to - 1, readAt) == first ? first : 0;
    }

    private long off(byte[] in, int from, int to, long readAt) {
        Header.read(line.set(in, from, to, to));
        if (line.timeEnd == line.timeStart) return 0;
        long late = readAt - time.read(in, line.timeStart, line.timeEnd, readAt);
        long quarters = Math.floorDiv(late + EARLY, QUARTER) * QUARTER;
        return late - quarters <= LATE && Math.abs(quarters) <= MOST ? quarters : 0;
    }
}
