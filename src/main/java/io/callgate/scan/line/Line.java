package io.callgate.scan.line;

/**
 * One line of a log, or a record of several, as a place in a block of bytes, and what its header says. It is used again for the next line, so that
 * a line costs no memory.
 */
public final class Line {

    public byte[] bytes;
    public int start;
    /** Past the last byte, the last line break excluded. */
    public int end;
    /** What was read of the log, and past the last byte that is known of it. */
    public byte[] block;

    public int limit;

    /** Where it stands in the block, wherever its bytes are now. */
    public int place;

    public int placeEnd;

    public Source source;
    /** What the writer calls itself, such as a source file. */
    public int nameStart;

    public int nameEnd;
    /** Where the words of the writer begin. */
    public int message;

    /** The number of the process that wrote it, as far as that is told. */
    public int processStart;

    public int processEnd;

    /** How many times its writer wrote it, as rsyslog says. */
    public int times;

    /** Whether more may have stood behind its words, so that a client's end it. */
    public boolean isCut;

    public int timeStart;
    public int timeEnd;

    /** When it was read, in milliseconds since the epoch: the time of a line that names none. */
    public long readAt;

    /** Of these bytes, without a line break; the header is read by {@link Header#read}. */
    public Line set(byte[] in, int from, int to, int known) {
        block = in;
        limit = known;
        place = from;
        placeEnd = to;
        return text(in, from, to);
    }

    /** Reads these bytes in the place of those that stand in the block. */
    public Line text(byte[] in, int from, int to) {
        bytes = in;
        start = from;
        end = to;
        while (end > start && (in[end - 1] == '\r' || in[end - 1] == ' ')) end--;
        source = Source.OTHER;
        message = start;
        times = 1;
        isCut = false;
        processStart = start;
        processEnd = start;
        timeStart = start;
        timeEnd = start;
        return this;
    }

    void process(int from, int to) {
        processStart = from;
        processEnd = to;
    }

    public int length() {
        return end - start;
    }

    public boolean at(int from, byte[] what) {
        return Text.at(bytes, from, end, what);
    }

    @Override
    public String toString() {
        return Text.string(bytes, start, end);
    }
}
