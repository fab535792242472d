package io.callgate.scan.ami;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.scan.line.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts what AMI sends into events, and believes none whose end a client could have written.
 *
 * <p>Reading begins at a border that is certain, and goes on from one to the next. Where the event at hand does not tell its
 * own end ({@link AmiEvent.Form}), Asterisk is asked for a fence: the answer to a ping with a random number. Asterisk writes
 * an event at once, so before the fence stand whole events, one or more, and after it the next one begins. What stands before
 * it is believed if it can be read in one way only, or names the same address in all of them.
 */
public final class AmiStream {

    /** More than that does not come while a ping is answered. */
    private static final int MOST = 1 << 20;

    private static final byte[] BLOCK_END = Text.ascii("\r\n\r\n");
    private static final byte[][] BEGINNINGS = {Text.ascii("Event: "), Text.ascii("Response: ")};
    private static final byte[] NO_FENCE = {};

    private final InputStream from;
    private final OutputStream to;
    private final Consumer<Failure> sink;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AmiEvent event = new AmiEvent();
    private final List<Failure> together = new ArrayList<>();

    private byte[] bytes = new byte[64 * 1024];
    /** The last certain border. */
    private int at;

    private int end;
    private byte[] fence = NO_FENCE;
    private boolean overflown;
    private long unclear;
    private long events;

    /** @param sink hears of each failure whose address is certain */
    public AmiStream(InputStream from, OutputStream to, Consumer<Failure> sink, InstantSource clock) {
        this.from = from;
        this.to = to;
        this.sink = sink;
        this.clock = clock;
    }

    /** Failures, or what could be one, of which nobody can say whose they are. */
    long unclear() {
        return unclear;
    }

    /** How many events came, whatever they tell of. */
    long events() {
        return events;
    }

    boolean awaitsFence() {
        return fence != NO_FENCE;
    }

    /** The next line, for who logs in. */
    String line() throws IOException {
        return upTo(Text.ascii("\r\n"));
    }

    /** The next block, whatever it is, for who logs in. */
    String block() throws IOException {
        return upTo(BLOCK_END);
    }

    private String upTo(byte[] what) throws IOException {
        int found;
        while ((found = Text.find(bytes, at, end, what)) < 0) {
            if (end - at > MOST) throw new IOException("what answers there is no AMI");
            receive();
        }
        String text = Text.string(bytes, at, found);
        at = found + what.length;
        return text;
    }

    /** Tells of what is certain now, and asks for a fence if there is more. */
    public void tell() throws IOException {
        while (at < end && (awaitsFence() ? pastFence() : next())) {}
    }

    /** Waits for more. */
    public void receive() throws IOException {
        if (at > 0) System.arraycopy(bytes, at, bytes, 0, end - at);
        end -= at;
        at = 0;
        if (end > MOST) {
            // Nothing of it is believed, but its end, where the fence may begin, is kept.
            int kept = fence.length;
            System.arraycopy(bytes, end - kept, bytes, 0, kept);
            end = kept;
            overflown = true;
        }
        if (end == bytes.length) bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        int more = from.read(bytes, end, bytes.length - end);
        if (more < 0) throw new EOFException("Asterisk closed the connection");
        end += more;
    }

    /** Past what begins at a certain border, if its end is certain; whether there is more to do with what is known. */
    private boolean next() throws IOException {
        if (begins(BEGINNINGS[1], at)) return pastResponse();
        AmiEvent.Form form = event.read(bytes, at, end);
        if (form == AmiEvent.Form.UNFINISHED && end - at < MOST) return false;
        if (form != AmiEvent.Form.CERTAIN || !begins(event.end())) {
            ask();
            return true;
        }
        events++;
        if (event.isFailure()) sink.accept(event.failure(now()));
        at = event.end();
        return true;
    }

    private long now() {
        return clock.instant().toEpochMilli();
    }

    private boolean pastResponse() {
        int last = Text.find(bytes, at, end, BLOCK_END);
        if (last >= 0) at = last + BLOCK_END.length;
        return last >= 0;
    }

    /** Whether a block begins there, as far as is known. */
    private boolean begins(int place) {
        return begins(BEGINNINGS[0], place) || begins(BEGINNINGS[1], place);
    }

    private boolean begins(byte[] what, int place) {
        int known = Math.min(what.length, end - place);
        return Arrays.equals(what, 0, known, bytes, place, place + known);
    }

    /** Asks for a fence, which an Asterisk that is there answers at once. */
    void ask() throws IOException {
        String id = new BigInteger(128, random).toString(36);
        fence = Text.ascii("Response: Success\r\nActionID: " + id + "\r\n");
        to.write(Text.ascii("Action: Ping\r\nActionID: " + id + "\r\n\r\n"));
        to.flush();
    }

    /** What came before the fence is whole events. */
    private boolean pastFence() {
        int found = Text.find(bytes, at, end, fence);
        if (found < 0) return false;
        if (overflown) unclear++;
        else judge(found);
        at = found;
        fence = NO_FENCE;
        overflown = false;
        return true;
    }

    /**
     * Of what could be one event or several, an address counts that all of them name, whatever they tell of: the true one is
     * always among them, because the lines behind a client's words begin as they do.
     */
    private void judge(int until) {
        together.clear();
        Address only = null;
        boolean clear = true;
        if (at < until) events++;
        for (int place = at; clear && place < until; place = event.end()) {
            AmiEvent.Form form = event.read(bytes, place, until);
            clear = form == AmiEvent.Form.CERTAIN || form == AmiEvent.Form.OPEN;
            if (!clear) break;
            clear = only == null || only.equals(event.remote());
            only = event.remote();
            if (event.isFailure()) together.add(event.failure(now()));
        }
        if (clear) together.forEach(sink);
        else unclear++;
    }
}
