package io.callgate.scan.follow;

import io.callgate.scan.family.Families;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.line.Counters;
import io.callgate.scan.line.LogFormat;
import io.callgate.scan.line.Sink;
import io.callgate.scan.line.SkipScan;
import io.callgate.scan.line.Suspicion;
import io.callgate.scan.line.Text;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.List;

/**
 * From the bytes of one log to {@link io.callgate.core.failure.Failure} records, as fast as bytes can be skipped: blocks are
 * searched for what every failure holds, and only a line that holds it is looked at further. A line at the end of what was
 * read waits for its rest; one of more than 64 KiB is nobody's, and is passed over.
 *
 * <p>Use: read into {@link #space()}, call {@link #scan}, until there is no more. One for each log, one thread at a time.
 */
public final class LogScanner {

    /** What is read at once, in bytes. */
    public static final int BLOCK = 128 * 1024;
    /** What programs write at once, and the kernel lets others see. */
    static final int PAGE = 4096;

    /** The longest line that is looked at, in bytes. */
    public static final int LONGEST_LINE = 64 * 1024;

    private final byte[] block = new byte[LONGEST_LINE + BLOCK];
    private final ByteBuffer space = ByteBuffer.wrap(block);
    private final LineReader reader;
    private final Counters counters;
    private final SkipScan needles;
    /** Within a line that is too long, until it ends. */
    private boolean skipping;

    private LogFormat origin = LogFormat.UNKNOWN;
    /** Whether the last whole record waits, because more of it could follow. */
    private boolean holding;

    private final boolean eachLine;
    private boolean countsLines;
    /** Whether what is put into the space was appended just now. */
    private boolean isNew;
    /** Whether the line at hand holds what colours begin with. */
    private boolean coloured;

    /** @param zone of times that name none: the system's, for logs of this machine */
    public LogScanner(ZoneId zone, Sink sink) {
        this(List.of(), zone, sink);
    }

    /**
     * @param filters what the administrator added; if one of them says nothing of what its lines hold, every line is read
     * @param zone of times that name none
     */
    public LogScanner(List<Filter> filters, ZoneId zone, Sink sink) {
        reader = new LineReader(filters, zone, sink);
        eachLine = reader.needsEachLine();
        counters = reader.counters();
        needles = reader.needles();
    }

    /** The names of the families that are understood without any filter. */
    public static List<String> builtIn() {
        return Families.builtIn();
    }

    /** Counts lines, too, which takes a quarter of the time again. */
    public LogScanner countingLines() {
        countsLines = true;
        return this;
    }

    /** Where to put the next bytes of the log: a buffer with room, to be used before the next call only. */
    public ByteBuffer space() {
        return space.limit(Math.min(block.length, space.position() + BLOCK));
    }

    /**
     * Scans what was put into {@link #space()}. Of a writer who does not escape line breaks, the last record is kept back until
     * another one begins, or {@link #settle} is called.
     *
     * @param readAt when it was read, in milliseconds since the epoch: the time of lines that name none
     */
    public void scan(long readAt) {
        scan(readAt, false);
    }

    /** Whether what is put into {@link #space} from now on was appended at the moment of its reading, as far as is known. */
    void isNew(boolean now) {
        isNew = now;
    }

    /** Nothing follows for now, and what is known was written whole: a record that was kept back is whole, too. */
    public void settle(long readAt) {
        if (holding) scan(readAt, true);
    }

    private void scan(long readAt, boolean settled) {
        int end = space.position();
        int from = skipping ? skip(end) : 0;
        int whole = Text.findLast(block, from, end, '\n') + 1;
        if (whole > from && origin == LogFormat.UNKNOWN)
            origin = LogFormat.of(block, from, Math.min(whole, from + LogFormat.HEAD));
        int to = !settled && whole > from && origin.holdsLineBreaks() ? lastRecord(from, whole, end) : whole;
        if (to > from) scan(from, to, end, readAt);
        holding = to < whole && whole == end;
        keep(Math.max(to, from), end);
    }

    /** Where the last record begins whose end is not known; {@code whole} when it is. */
    private int lastRecord(int from, int whole, int end) {
        if (end - whole >= LogFormat.BEGINNING && origin.begins(block, whole, end)) return whole;
        int at = whole;
        do at = Text.findLast(block, from, at - 1, '\n') + 1;
        while (at > from && !origin.begins(block, at, whole) && whole - at <= Suspicion.LONGEST_MESSAGE);
        at = Math.max(at, from);
        return whole - at > Suspicion.LONGEST_MESSAGE ? whole : at;
    }

    /** Whether a record waits for {@link #settle}. */
    boolean isHolding() {
        return holding;
    }

    /** Whether what is known may end within a message that was written in blocks of 4 KiB. */
    boolean mayBeCut() {
        for (int at = space.position() - PAGE; at >= 0; at -= PAGE) if (at == 0 || block[at - 1] == '\n') return true;
        return false;
    }

    private int skip(int end) {
        int lineEnd = Text.find(block, 0, end, '\n');
        skipping = lineEnd < 0;
        counters.read(skipping ? end : lineEnd + 1L, skipping || !countsLines ? 0 : 1);
        return skipping ? end : lineEnd + 1;
    }

    private void scan(int from, int to, int end, long readAt) {
        counters.read(to - from, countsLines ? lines(block, from, to) : 0);
        reader.next(block, from, to, readAt, isNew);
        for (int at = from; (at = next(at, to)) >= 0; ) {
            int start = start(from, at);
            int lineEnd = end(at);
            if (origin.holdsLineBreaks()) {
                start = recordStart(from, start, to);
                lineEnd = recordEnd(start, lineEnd, to);
            }
            counters.candidate();
            reader.read(block, start, lineEnd, end, origin, readAt, coloured);
            at = lineEnd + 1;
        }
    }

    /** Where something stands that is to be read; below 0 for nowhere. */
    private int next(int at, int to) {
        return eachLine ? (at < to ? at : -1) : needles.find(block, at, to);
    }

    /** Where the line begins that goes on at {@code at}; looks for colours on the way. Locals: C1 reads fields each time. */
    private int start(int from, int at) {
        byte[] in = block;
        int colours = 0;
        int i = at;
        for (; i > from && in[i - 1] != '\n'; i--) if (in[i - 1] == Colours.ESC) colours++;
        coloured = colours > 0;
        return i;
    }

    /** Where it ends; there is a line break, because only whole lines are searched. */
    private int end(int at) {
        byte[] in = block;
        int colours = 0;
        int i = at;
        for (; in[i] != '\n'; i++) if (in[i] == Colours.ESC) colours++;
        coloured |= colours > 0;
        return i;
    }

    private int recordStart(int from, int line, int to) {
        int start = line;
        while (start > from && !origin.begins(block, start, to))
            start = Text.findLast(block, from, start - 1, '\n') + 1;
        return Math.max(from, start);
    }

    private int recordEnd(int start, int lineEnd, int to) {
        int end = lineEnd;
        while (end + 1 < to && !origin.begins(block, end + 1, to)) end = Text.find(block, end + 1, to, '\n');
        if (end > lineEnd) coloured = Text.find(block, start, end, (char) Colours.ESC) >= 0;
        return end;
    }

    /** A partial line waits at the beginning; one that is too long already is given up. */
    private void keep(int from, int end) {
        int length = end - from;
        if (length > LONGEST_LINE) {
            skipping = true;
            counters.cutLine();
            length = 0;
        }
        if (from > 0) System.arraycopy(block, from, block, 0, length);
        reader.suspicion().moved(from);
        space.clear().position(length);
    }

    /** Forgets a partial line: what comes next begins a file. */
    public void restart() {
        restart(LogFormat.UNKNOWN);
    }

    /** Forgets a partial line: what comes next begins a line, of a file of that kind. */
    void restart(LogFormat known) {
        origin = known;
        holding = false;
        skipping = false;
        space.clear();
        reader.suspicion().restart();
    }

    /** The bytes of a partial line that waits for its rest. */
    public int waiting() {
        return space.position();
    }

    public Counters counters() {
        return counters;
    }

    /** How many line breaks. Eight at a time, because the daemon's compiler (C1) unrolls nothing by itself. */
    static long lines(byte[] in, int from, int to) {
        int count = 0;
        int i = from;
        for (int last = to - 8; i <= last; i += 8) {
            if (in[i] == '\n') count++;
            if (in[i + 1] == '\n') count++;
            if (in[i + 2] == '\n') count++;
            if (in[i + 3] == '\n') count++;
            if (in[i + 4] == '\n') count++;
            if (in[i + 5] == '\n') count++;
            if (in[i + 6] == '\n') count++;
            if (in[i + 7] == '\n') count++;
        }
        for (; i < to; i++) if (in[i] == '\n') count++;
        return count;
    }
}
