package io.callgate.scan;

import io.callgate.core.address.Address;

/**
 * Remembers that a line held a name which its client could put line breaks into (IAX, and the manager over HTTP): what looks
 * like lines right behind it may be that client's words. They are when the message goes on behind them, to the quote or the
 * bracket that ends it; then only that client's own address is believed there.
 */
final class Suspicion {

    /** A user name of IAX is at most 255 bytes long. */
    private static final int REACH = 300;

    private static final byte[] FAILED_AS = Text.ascii(" failed to authenticate as '");
    private static final byte[] NO_PEER = Text.ascii("No registration for peer '");

    private int until = -1;
    private Address of;
    private boolean quoteEnds;
    private boolean bracketEnds;

    /** Whether a failure of {@code address} in this line may be forged. */
    boolean falls(Line line, Address address) {
        return line.place < until && !address.equals(of) && goesOn(line);
    }

    /** Whether this line, or one behind it, ends as the message with the name does. All of a message is written at once. */
    private boolean goesOn(Line line) {
        boolean copied = line.start != line.place;
        if (copied || ends(line.bytes[line.end - 1])) return true;
        byte[] in = line.bytes;
        int last = Math.min(line.limit, until + REACH);
        for (int i = line.end + 1; i < last; i++) if (in[i] == '\n' && ends(in[i - 1])) return true;
        return last > line.end + 1 && ends(in[last - 1]);
    }

    private boolean ends(byte last) {
        return quoteEnds && last == '\'' || bracketEnds && last == ')';
    }

    /** A line that was read, in its place in the block; {@code address} is null when none was found in it. */
    void note(Line line, Address address) {
        if (line.source != Source.IAX2 && line.source != Source.MANAGER) return;
        if (Text.find(line.bytes, line.message, line.end, '\'') < 0) return;
        until = line.placeEnd + REACH;
        of = address;
        quoteEnds = !line.at(line.message, NO_PEER);
        bracketEnds = Text.find(line.bytes, line.message, line.end, FAILED_AS) < 0;
    }

    /** The block's bytes have moved to its beginning by so many. */
    void moved(int by) {
        until = Math.max(-1, until - by);
    }
}
