package io.callgate.scan;

import io.callgate.core.address.Address;

/**
 * Remembers that a line held a name which its client could put line breaks into (IAX, and the manager over HTTP): what looks
 * like lines of Asterisk's right behind it may be that client's words. Only that client's own address is believed there.
 */
final class Suspicion {

    /** A user name of IAX is at most 255 bytes long. */
    private static final int REACH = 300;

    private int until = -1;
    private Address of;
    /** A log that Asterisk keeps holds its own lines only; what looks like another's was part of a name. */
    private boolean asterisksLog;

    /** Whether a failure of {@code address} in this line may be forged. */
    boolean falls(Line line, Address address) {
        return line.place < until && !address.equals(of) || asterisksLog && !line.asterisksOwn;
    }

    /** A line that was read, in its place in the block; {@code address} is null when none was found in it. */
    void note(Line line, Address address) {
        asterisksLog |= line.asterisksOwn;
        if (line.source != Source.IAX2 && line.source != Source.MANAGER) return;
        if (Text.find(line.bytes, line.message, line.end, '\'') < 0) return;
        until = line.placeEnd + REACH;
        of = address;
    }

    /** The block's bytes have moved to its beginning by so many. */
    void moved(int by) {
        until = Math.max(-1, until - by);
    }
}
