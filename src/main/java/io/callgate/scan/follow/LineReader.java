package io.callgate.scan.follow;

import io.callgate.core.failure.Failure;
import io.callgate.scan.family.Families;
import io.callgate.scan.family.Family;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.line.Counters;
import io.callgate.scan.line.Header;
import io.callgate.scan.line.Line;
import io.callgate.scan.line.LogFormat;
import io.callgate.scan.line.LogTime;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Sink;
import io.callgate.scan.line.SkipScan;
import io.callgate.scan.line.Source;
import io.callgate.scan.line.Suspicion;
import io.callgate.scan.line.Text;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/** Makes of a line what it tells. One thread at a time. */
final class LineReader {

    private final Families families;
    private final Suspicion suspicion = new Suspicion();
    private final Line line = new Line();
    private final Reading found = new Reading();
    private final Reading second = new Reading();
    private final Counters counters;
    private final SkipScan needles;
    private final LogTime time;
    private final Sink sink;
    private final AppendedTimes appended;
    private byte[] plain = new byte[1024];
    /** To be added to times that name no zone. */
    private long shift;

    /** @param zone of times that name none */
    LineReader(List<Filter> filters, ZoneId zone, Sink sink) {
        families = new Families(filters, zone);
        time = new LogTime(zone);
        appended = new AppendedTimes(time);
        this.sink = sink;
        counters = new Counters(families.names());
        needles = families.scan();
    }

    SkipScan needles() {
        return needles;
    }

    Counters counters() {
        return counters;
    }

    Suspicion suspicion() {
        return suspicion;
    }

    Line line() {
        return line;
    }

    /**
     * What is read next.
     *
     * @param isNew whether it was appended at {@code readAt}, as far as is known
     */
    void next(byte[] in, int from, int to, long readAt, boolean isNew) {
        shift = isNew ? appended.shift(in, from, to, readAt) : 0;
    }

    /**
     * Reads one line.
     *
     * @param limit past the last byte that is known of what follows it
     * @param origin who writes the file
     * @param coloured whether colours may be in it
     */
    Reading read(byte[] in, int from, int to, int limit, LogFormat origin, long readAt, boolean coloured) {
        line.set(in, from, to, limit);
        line.readAt = readAt;
        boolean begins = origin.begins(in, from, to);
        if (coloured) Colours.strip(line, this);
        Header.read(line);
        // A client's words have colours, too: they are taken off where Asterisk's own header cannot be read with them.
        if (line.source == Source.ASTERISK && Colours.stripEscaped(line, this)) Header.read(line);
        found.clear();
        Family family = families.of(line.source);
        if (family == null) found.none("its header is of no writer that is known here");
        else family.read(line, found);
        if (found.outcome == Reading.Outcome.NONE) family = ofAnybody(family);
        boolean strange = !begins || !origin.writes(line.source);
        if (strange && found.outcome == Reading.Outcome.FAILURE)
            found.ambiguous("it is no record of the writer of this log: a client may have written it");
        if (line.isCut && found.outcome == Reading.Outcome.FAILURE)
            found.ambiguous("rsyslog may have cut it: what it ends with may be a client's words");
        if (family != null) judge(family, readAt);
        if (found.outcome == Reading.Outcome.NONE && (family == null || line.source == Source.OTHER)) strange();
        return found;
    }

    /** The first that makes something of the line; the others may only dispute the address. */
    private Family ofAnybody(Family otherwise) {
        Family first = null;
        for (Family family : families.ofAnybody()) {
            Reading reading = first == null ? found : second;
            family.read(line, reading.clear());
            if (reading.outcome == Reading.Outcome.NONE) continue;
            if (first == null) first = family;
            else if (reading.outcome == Reading.Outcome.AMBIGUOUS || !Objects.equals(reading.address, found.address))
                return disputed(first, family);
        }
        return first == null ? otherwise : first;
    }

    private Family disputed(Family first, Family other) {
        found.ambiguous(first.name() + " and " + other.name() + " do not agree on its address");
        return first;
    }

    boolean needsEachLine() {
        return families.needEachLine();
    }

    private void judge(Family family, long readAt) {
        boolean fails = found.outcome == Reading.Outcome.FAILURE;
        boolean fallen = fails && suspicion.falls(line, found.address);
        if (fallen) found.ambiguous("it stands right behind words that may hold line breaks, and may be part of them");
        found.hearsay |= fails && suspicion.restsOnHearsay(line);
        boolean disputed = found.address != null && suspicion.isDisputed(line, found);
        if (fails && disputed)
            found.ambiguous(
                    "words that may hold line breaks stand before its address, and another address behind them");
        // If it is part of the words before it, they reach no further than they did; if not, it is whose it says. Else
        // one
        // such record would make each behind it fall, for as long as they go on.
        boolean uncertain = disputed || found.outcome == Reading.Outcome.AMBIGUOUS && !fallen;
        suspicion.note(line, found, uncertain ? null : found.address);
        if (found.outcome == Reading.Outcome.NONE) return;
        counters.count(families.indexOf(family), found.outcome);
        if (found.outcome == Reading.Outcome.FAILURE) tell(record(readAt));
        else sink.unclear(family.name(), found, line.bytes, line.start, line.end);
    }

    /** When every line is read for somebody's filter, most look like nothing. */
    private void strange() {
        if (!needsEachLine() || needles.find(line.bytes, line.start, line.end) >= 0)
            sink.strange(line.bytes, line.start, line.end);
    }

    private void tell(Failure failure) {
        for (int i = 0; i < line.times; i++) sink.failure(failure);
    }

    private long atMillis(long readAt) {
        if (found.atMillis != Reading.AS_ITS_HEADER_SAYS) return found.atMillis;
        if (shift != 0) sink.moved(shift);
        return time.read(line.bytes, line.timeStart, line.timeEnd, readAt) + shift;
    }

    private Failure record(long readAt) {
        return new Failure(
                atMillis(readAt),
                found.address,
                found.service,
                Text.string(line.bytes, found.accountStart, found.accountEnd),
                found.kind,
                found.sense,
                Text.string(line.bytes, found.sessionStart, found.sessionEnd),
                found.hearsay);
    }

    /** Room for a line without its colours. */
    byte[] room(int length) {
        if (plain.length < length) plain = new byte[length];
        return plain;
    }
}
